import { challengePair } from "./challengePair.js";
import type { ChallengeRows, ChallengeSpectra } from "./challengePair.js";

/** Weight and window (ppm) of GABA and of Glx. */
const PARTS = [
  [0.6, 2.8, 3.2],
  [0.4, 3.6, 3.9],
] as const;

/**
 * Shape score of the 2023 edited-MRS challenge: 0.6 r in 2.8-3.2 ppm (GABA) + 0.4 r in 3.6-3.9 ppm (Glx), r being
 * Pearson's correlation of the real difference spectrum with that of a reference. 1 is the reference's own shape.
 *
 * @returns undefined when an axis does not reach, the two axes differ, or one of the spectra is flat in a window.
 */
export function challengeShapeScore(
  spectra: ChallengeSpectra,
  reference: ChallengeSpectra,
  options: ChallengeRows = {},
): number | undefined {
  let score = 0;
  for (const [weight, low, high] of PARTS) {
    const pair = challengePair(spectra, reference, low, high, options);
    const r = pair && correlation(...pair);
    if (r === undefined) return undefined;
    score += weight * r;
  }
  return score;
}

function correlation(x: Float64Array, y: Float64Array): number | undefined {
  const centred = (values: Float64Array): Float64Array => {
    const mean = values.reduce((a, b) => a + b, 0) / values.length;
    return values.map((value) => value - mean);
  };
  const [a, b] = [centred(x), centred(y)];
  const dot = (p: Float64Array, q: Float64Array): number =>
    p.reduce((sum, value, k) => sum + value * q[k], 0);
  const size = Math.sqrt(dot(a, a) * dot(b, b));
  return size > 0 ? dot(a, b) / size : undefined;
}
