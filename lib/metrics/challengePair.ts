import type { SpectrumStack } from "../signal/index.js";
import { challengeWindow } from "./challengeWindow.js";
import { normalised } from "./normalised.js";

/** What the challenge's measures need of spectra: the real part and its axis. */
export type ChallengeSpectra = Pick<SpectrumStack, "re" | "ppm" | "shape">;

export interface ChallengeRows {
  /** Row of the spectra. @default 0 */
  row?: number;
  /** Row of the reference. @default 0 */
  referenceRow?: number;
}

/** Both spectra within a window, each scaled to 0 … 1. */
export function challengePair(
  spectra: ChallengeSpectra,
  reference: ChallengeSpectra,
  low: number,
  high: number,
  { row = 0, referenceRow = 0 }: ChallengeRows,
): [Float64Array, Float64Array] | undefined {
  const window = challengeWindow(spectra, low, high);
  const other = challengeWindow(reference, low, high);
  if (!window || !other || window[0] !== other[0] || window[1] !== other[1]) return undefined;
  const part = ({ re, shape }: ChallengeSpectra, at: number): Float64Array | undefined =>
    normalised(re.subarray(at * shape[1] + window[0], at * shape[1] + window[1]));
  const [x, y] = [part(spectra, row), part(reference, referenceRow)];
  return x && y && [x, y];
}
