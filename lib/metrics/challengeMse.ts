import type { SpectrumStack } from "../signal/index.js";
import { challengePair } from "./challengePair.js";
import type { ChallengeRows } from "./challengePair.js";

/**
 * Mean squared error of the 2023 edited-MRS challenge: the real difference spectrum against that of a reference in
 * 2.5-4.0 ppm, each scaled to 0 … 1 there. 0 is the reference itself.
 *
 * @returns undefined when an axis does not reach, the two axes differ, or one of the spectra is flat in the window.
 */
export function challengeMse(
  spectra: SpectrumStack,
  reference: SpectrumStack,
  options: ChallengeRows = {},
): number | undefined {
  const pair = challengePair(spectra, reference, 2.5, 4.0, options);
  if (!pair) return undefined;
  const [x, y] = pair;
  return x.reduce((sum, value, k) => sum + (value - y[k]) ** 2, 0) / x.length;
}
