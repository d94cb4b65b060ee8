import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";
import { parabolaRemoved } from "./parabolaRemoved.js";

export interface SpectrumSnrOptions {
  /** ppm range of the peak. @default [2.9, 3.1] (tCr) */
  peak?: [number, number];
  /** ppm range without signal. @default [-2, 0] */
  noise?: [number, number];
}

/** Rounding of a stored FID spreads this much over an empty range, of the highest peak. */
const NO_NOISE = 1e-5;

/**
 * Osprey's SNR (op_get_Multispectra_SNR): largest magnitude in the peak's range, less the mean of the real part in
 * the noise range, over the SD of that real part with a parabola removed. One SD, not two.
 *
 * @returns undefined when the noise range lies outside the axis or holds no noise, as in a synthetic spectrum that is
 * zero there.
 */
export function spectrumSnr(
  spectra: SpectrumStack,
  row = 0,
  options: SpectrumSnrOptions = {},
): number | undefined {
  const { peak = [2.9, 3.1], noise = [-2, 0] } = options;
  const points = spectra.shape[1];
  const [first, last] = ppmWindow(spectra.ppm, ...peak);
  const [from, to] = ppmWindow(spectra.ppm, ...noise);
  if (last === first || to - from < 10 || spectra.ppm[0] > noise[0] || spectra.ppm[points - 1] < noise[1]) {
    return undefined;
  }
  let signal = 0;
  for (let k = row * points + first; k < row * points + last; k++) {
    signal = Math.max(signal, Math.hypot(spectra.re[k], spectra.im[k]));
  }
  const values = Float64Array.from(spectra.re.subarray(row * points + from, row * points + to));
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  const sd = standardDeviation(parabolaRemoved(values));
  return sd > NO_NOISE * signal ? (signal - mean) / sd : undefined;
}

function standardDeviation(values: Float64Array): number {
  const mean = values.reduce((a, b) => a + b, 0) / values.length;
  return Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (values.length - 1));
}
