import type { SpectrumStack } from "../signal/index.js";
import { challengeWindow } from "./challengeWindow.js";
import { normalised } from "./normalised.js";

/**
 * GABA line width of the 2023 edited-MRS challenge, ppm, on the real difference spectrum scaled to 0 … 1 within
 * 2.8-3.2 ppm: from the outermost point above half on the left of the peak to the outermost on its right, whatever lies
 * between them, on the axis's own grid.
 *
 * @returns undefined when the axis does not reach, the spectrum is flat, or no point left of the peak is above half.
 */
export function challengeLinewidth(spectra: SpectrumStack, row = 0): number | undefined {
  const window = challengeWindow(spectra, 2.8, 3.2);
  if (!window) return undefined;
  const [first, last] = window;
  const start = row * spectra.shape[1];
  const values = normalised(spectra.re.subarray(start + first, start + last));
  if (!values) return undefined;
  // Left is high ppm, the end of an ascending axis; of equal points the leftmost is the peak.
  const top = values.lastIndexOf(1);
  let left = values.length - 1;
  while (left > top && values[left] <= 0.5) left--;
  if (left === top) return undefined;
  let right = 0;
  while (values[right] <= 0.5) right++;
  return spectra.ppm[first + left] - spectra.ppm[first + right];
}
