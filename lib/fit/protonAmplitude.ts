import type { BasisSet } from "../spin/index.js";

/** ppm of the three protons of creatine's methyl group, which no coupling turns. */
const METHYL = 3.03;
/** s, length of the window: wide enough in frequency that the exact place does not matter, and no other line is in it. */
const WINDOW = 0.03;

/** What a proton gives in a basis, from creatine's methyl line; 1 without creatine. */
export function protonAmplitude({ names, re, im, shape: [, points], header }: BasisSet): number {
  const row = ["Cr", "PCr", "tCr"].map((name) => names.indexOf(name)).find((index) => index >= 0);
  if (row === undefined) return 1;
  const { dwellTime, spectrometerFrequency, referencePpm } = header;
  const turn = -2 * Math.PI * (METHYL - referencePpm) * spectrometerFrequency * dwellTime;
  let [x, y, weight] = [0, 0, 0];
  // From the second sample on: of the first some programs store half.
  for (let t = 1; t < points; t++) {
    const window = Math.exp(-(((t * dwellTime) / WINDOW) ** 2));
    const [c, s] = [Math.cos(turn * t) * window, Math.sin(turn * t) * window];
    x += re[row * points + t] * c - im[row * points + t] * s;
    y += re[row * points + t] * s + im[row * points + t] * c;
    weight += window;
  }
  return Math.hypot(x, y) / weight / 3;
}
