import { ppmWindow, spectrumNoise } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

export interface SpectrumSnrOptions {
  /** ppm range of the peak. @default [2.9, 3.1] (tCr) */
  peak?: [number, number];
  /** ppm range without signal. @default as `spectrumNoise` chooses: -2 to 0 where the band has it and it is empty */
  noise?: [number, number];
}

/** Rounding of a stored FID spreads this much over an empty range, of the highest peak. */
const NO_NOISE = 1e-5;

/**
 * Osprey's SNR (op_get_Multispectra_SNR): largest magnitude in the peak's range, less the mean of the real part in
 * the noise range, over the SD of that real part with a parabola removed. One SD, not two.
 *
 * @returns undefined when the peak's or the noise range lies outside the axis, or the spectrum holds no noise, as a
 * synthetic one that is zero where there are no lines.
 */
export function spectrumSnr(
  spectra: SpectrumStack,
  row = 0,
  options: SpectrumSnrOptions = {},
): number | undefined {
  const { peak = [2.9, 3.1] } = options;
  const points = spectra.shape[1];
  const [first, last] = ppmWindow(spectra.ppm, ...peak);
  const noise = spectrumNoise(spectra, row, { ppmRange: options.noise });
  if (last === first || noise === undefined) return undefined;
  let signal = 0;
  for (let k = row * points + first; k < row * points + last; k++) {
    signal = Math.max(signal, Math.hypot(spectra.re[k], spectra.im[k]));
  }
  return noise.sd > NO_NOISE * signal ? (signal - noise.mean) / noise.sd : undefined;
}
