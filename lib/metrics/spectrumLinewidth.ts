import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

export interface SpectrumLinewidthOptions {
  /** ppm range that holds the peak. @default [2.9, 3.1] (tCr) */
  peak?: [number, number];
}

/**
 * Full width at half maximum of the highest peak of the real part in a range, Hz: the first crossings of half the
 * maximum on either side, interpolated. The spectrum should be phased, and zero-filled for a fine axis.
 *
 * @returns undefined when there is no positive peak or no crossing inside the axis.
 */
export function spectrumLinewidth(
  spectra: SpectrumStack,
  row = 0,
  options: SpectrumLinewidthOptions = {},
): number | undefined {
  const { peak = [2.9, 3.1] } = options;
  const points = spectra.shape[1];
  const values = spectra.re.subarray(row * points, (row + 1) * points);
  const [first, last] = ppmWindow(spectra.ppm, ...peak);
  if (last === first) return undefined;
  let top = first;
  for (let k = first; k < last; k++) if (values[k] > values[top]) top = k;
  const half = values[top] / 2;
  if (!(half > 0)) return undefined;
  const crossing = (direction: 1 | -1): number | undefined => {
    for (let k = top; k + direction >= 0 && k + direction < points; k += direction) {
      const [here, next] = [values[k], values[k + direction]];
      if (next < half) return k + direction * ((here - half) / (here - next));
    }
    return undefined;
  };
  const [left, right] = [crossing(-1), crossing(1)];
  if (left === undefined || right === undefined) return undefined;
  return (right - left) * (spectra.ppm[1] - spectra.ppm[0]) * spectra.spectrometerFrequency;
}
