import { describe, expect, it } from "vitest";
import { coilsCombine } from "../../lib/signal/coilsCombine.js";
import { fidStack, randomSource, type FidStack, type ScanDimension } from "../../lib/signal/index.js";

const POINTS = 512;
/** Complex sensitivities and noise of four coils; the last one hears next to nothing. */
const SENSITIVITY: [number, number][] = [
  [1, 0],
  [0, -2],
  [-0.6, 0.8],
  [0.01, 0],
];
const NOISE = [1, 1.5, 0.5, 1];

/** A decaying line, each transient with its own sign and phase. */
function signal(transient: number, t: number): [number, number] {
  const decay = 100 * (transient % 2 === 0 ? 1 : -1) * Math.exp(-t / 40);
  return [decay * Math.cos(0.3 * t + 0.1 * transient), decay * Math.sin(0.3 * t + 0.1 * transient)];
}

/** Rows in the order of `dimensions`; transients are counted with the coils left out. */
function coilsStack(dimensions: ScanDimension[], noise: number): FidStack {
  const n = dimensions.reduce((product, { size }) => product * size, 1);
  const at = dimensions.findIndex(({ tag }) => tag === "DIM_COIL");
  const inner = dimensions.slice(at + 1).reduce((product, { size }) => product * size, 1);
  const coils = dimensions[at].size;
  const random = randomSource(5);
  const re = new Float32Array(n * POINTS);
  const im = new Float32Array(n * POINTS);
  for (let k = 0; k < n; k++) {
    const coil = Math.floor(k / inner) % coils;
    const transient = Math.floor(k / inner / coils) * inner + (k % inner);
    const [a, b] = SENSITIVITY[coil];
    for (let t = 0; t < POINTS; t++) {
      const [x, y] = signal(transient, t);
      re[k * POINTS + t] = a * x - b * y + noise * NOISE[coil] * random.normal();
      im[k * POINTS + t] = a * y + b * x + noise * NOISE[coil] * random.normal();
    }
  }
  const parts = { dwellTime: 5e-4, spectrometerFrequency: 127.7, referencePpm: 4.68 };
  const labels = Uint8Array.from({ length: n }, (_, k) => k % 2);
  return fidStack({ re, im, shape: [n, POINTS], ...parts, dimensions, labels });
}

const dim = (tag: string, size: number): ScanDimension => ({ tag, size });
const layouts = [
  [dim("DIM_DYN", 6), dim("DIM_COIL", 4)],
  [dim("DIM_COIL", 4), dim("DIM_DYN", 6)],
  [dim("DIM_EDIT", 2), dim("DIM_COIL", 4), dim("DIM_DYN", 3)],
];

describe("coilsCombine", () => {
  it.each(layouts.map((dimensions) => ({ dimensions })))(
    "gives the FID as its best coil hears it, sign and phase of each transient kept: $dimensions",
    ({ dimensions }) => {
      const combined = coilsCombine(coilsStack(dimensions, 1e-4));
      expect(combined.shape).toEqual([6, POINTS]);
      expect(combined.dimensions).toEqual(dimensions.filter(({ tag }) => tag !== "DIM_COIL"));
      // |sensitivity| / noise is 1, 1.33, 2, 0.01: the third coil is the best
      const [a, b] = SENSITIVITY[2];
      for (let i = 0; i < 6; i++) {
        for (let t = 0; t < 100; t++) {
          const [x, y] = signal(i, t);
          expect(Math.abs(combined.re[i * POINTS + t] - (a * x - b * y))).toBeLessThan(0.01);
          expect(Math.abs(combined.im[i * POINTS + t] - (a * y + b * x))).toBeLessThan(0.01);
        }
      }
    },
  );

  it("reaches the best signal-to-noise ratio: the coils' ratios add in squares", () => {
    const combined = coilsCombine(coilsStack([dim("DIM_DYN", 40), dim("DIM_COIL", 4)], 1));
    let sum = 0;
    let count = 0;
    for (let k = 0; k < combined.re.length; k++) {
      if (k % POINTS < 400) continue; // exp(-400 / 40) x 100 is below 0.005
      sum += combined.re[k] ** 2 + combined.im[k] ** 2;
      count += 2;
    }
    // Roemer 1990: ratio^2 = sum |a|^2 / sd^2 = 1 + (2 / 1.5)^2 + (1 / 0.5)^2 + 0.01^2; the best coil has |a| = 1
    const best = Math.sqrt(1 + (2 / 1.5) ** 2 + (1 / 0.5) ** 2 + 0.01 ** 2);
    // The standard error from 40 x 112 x 2 numbers is 0.7 %; equal weights would lose 27 %.
    expect(Math.abs(1 / Math.sqrt(sum / count) / best - 1)).toBeLessThan(0.02);
  });

  it("passes over a dead coil, and keeps the label of each transient", () => {
    const stack = coilsStack([dim("DIM_COIL", 4), dim("DIM_DYN", 6)], 1);
    const re = stack.re.map((value, k) => (k < 6 * POINTS ? 0 : value));
    const im = stack.im.map((value, k) => (k < 6 * POINTS ? 0 : value));
    const combined = coilsCombine({ ...stack, re, im });
    expect(combined.re.every(Number.isFinite)).toBe(true);
    expect([...combined.labels!]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(combined.history).toEqual(["coils: 4 combined by sensitivity over noise variance"]);
    expect(stack.history).toEqual([]);
  });

  it("leaves a single coil as it is, silence silent, and refuses a stack without coils", () => {
    const stack = coilsStack([dim("DIM_COIL", 1)], 1);
    const combined = coilsCombine(stack);
    expect(Math.max(...combined.re.map((value, k) => Math.abs(value - stack.re[k])))).toBeLessThan(1e-4);
    expect(combined.dimensions).toBeUndefined();
    const silent = coilsCombine({ ...stack, re: stack.re.map(() => 0), im: stack.im.map(() => 0) });
    expect(silent.re.every((value) => value === 0)).toBe(true);
    expect(() => coilsCombine(combined)).toThrow(/DIM_COIL/);
  });
});
