import type { SpectrumStack } from "../signal/index.js";
import { challengeWindow } from "./challengeWindow.js";
import { parabolaRemoved } from "../signal/parabolaRemoved.js";

/** Residuals this small against the peak are rounding, not noise. */
const NO_NOISE = 1e-5;

/**
 * GABA SNR of the 2023 edited-MRS challenge, on the real difference spectrum: highest point in 2.8-3.2 ppm over twice
 * the SD (about 0, N - 1) of what a parabola leaves of 9.8-10.8 ppm. Osprey's SNR divides by one SD.
 *
 * @returns undefined when the axis does not reach, there is no positive peak or no noise.
 */
export function challengeSnr(spectra: SpectrumStack, row = 0): number | undefined {
  const peak = challengeWindow(spectra, 2.8, 3.2);
  const quiet = challengeWindow(spectra, 9.8, 10.8);
  if (!peak || !quiet || quiet[1] - quiet[0] < 4) return undefined;
  const start = row * spectra.shape[1];
  const values = spectra.re.subarray(start, start + spectra.shape[1]);
  const signal = values.subarray(...peak).reduce((a, b) => Math.max(a, b), -Infinity);
  const rest = parabolaRemoved(values.subarray(...quiet));
  const sd = Math.sqrt(rest.reduce((sum, value) => sum + value * value, 0) / (rest.length - 1));
  return signal > 0 && sd > NO_NOISE * signal ? signal / (2 * sd) : undefined;
}
