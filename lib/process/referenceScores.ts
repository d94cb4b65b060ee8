import { spectrumNoise } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";
import { spectrumLines } from "./spectrumLines.js";

/** In-vivo positions of the lines that a spectrum is referenced by, ppm: singlets, creatine's at both its places. */
export const REFERENCE_LINES = { NAA: 2.01, Cr: 3.03, Cho: 3.21, "Cr CH2": 3.92 } as const;

export type ReferenceLine = keyof typeof REFERENCE_LINES;

/** ppm by which a line may lie beside its place. */
const TOLERANCE = 0.02;
/** Cr and Cho stand so near that they are fitted together. */
const BESIDE: Partial<Record<ReferenceLine, number>> = { Cr: 0.18, Cho: -0.18 };

/** How clearly a line is shown. */
export interface ReferenceScore {
  /** That of `spectrumLines`; 0 where there is only the skirt of a higher line, or the band does not reach. */
  score: number;
  /** Height in the spectrum. */
  height: number;
}

/**
 * How clearly one of `REFERENCE_LINES` is shown (the score of `spectrumLines`) within 0.02 ppm of its place, for each
 * displacement of the axis.
 *
 * @param shifts - ppm. @default [0], the spectrum is referenced
 */
export function referenceScores(
  spectra: SpectrumStack,
  row: number,
  name: ReferenceLine,
  shifts: readonly number[] = [0],
): ReferenceScore[] {
  const known = new Map<number, ReferenceScore>();
  const noise = spectrumNoise(spectra, row)?.sd;
  const distance = BESIDE[name];
  const beside = distance === undefined ? [] : [distance];
  // A grid of shifts shares most of its places.
  const score = (shift: number): ReferenceScore => {
    const key = Math.round(shift * 1e4);
    const before = known.get(key);
    if (before !== undefined) return before;
    const [line] = spectrumLines(spectra, row, [REFERENCE_LINES[name] + shift], { beside, noise });
    known.set(key, line);
    return line;
  };
  return shifts.map((shift) => {
    const near = [-1, -0.5, 0, 0.5, 1].map((k) => score(shift + k * TOLERANCE));
    const most = near.reduce((a, b) => (b.score > a.score ? b : a));
    const beyond = [-3, 3].map((k) => score(shift + k * TOLERANCE).score);
    return most.score > Math.max(...beyond)
      ? { score: most.score, height: most.height }
      : { score: 0, height: 0 };
  });
}
