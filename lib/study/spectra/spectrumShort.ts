import type { SpectrumRows } from "../../models/index.js";
import { ppmWindow } from "../../signal/index.js";

/** A spectrum to look at, not to compute with. */
export interface SpectrumShort {
  /** Of the first and the last value. */
  ppm: readonly [number, number];
  /** The real part, the largest magnitude of the spectrum being 1000. */
  values: number[];
}

const RANGE = [0.2, 4.2] as const;
const POINTS = 200;

/** A row's real part in 0.2 to 4.2 ppm (or what it has of it), means of neighbouring points, 200 at most. */
export function spectrumShort({ rows, shape, ppm }: SpectrumRows, row: number): SpectrumShort {
  const [first, last] = ppmWindow(ppm, ...RANGE);
  const step = Math.ceil((last - first) / POINTS);
  const count = Math.floor((last - first) / step);
  const start = row * shape[1] + first;
  const values = Array.from({ length: count }, (_, k) => {
    let sum = 0;
    for (let j = 0; j < step; j++) sum += rows[start + k * step + j];
    return Math.round((1000 * sum) / step);
  });
  const at = (k: number): number =>
    Number(((ppm[first + k * step] + ppm[first + k * step + step - 1]) / 2).toFixed(4));
  return { ppm: [at(0), at(count - 1)], values };
}
