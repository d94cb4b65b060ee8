import type { SpectrumStack } from "../signal/index.js";
import { REFERENCE_LINES, referenceScores } from "./referenceScores.js";
import type { ReferenceLine } from "./referenceScores.js";

/**
 * Score from which a line of the pattern counts as shown. A single strong line finds a second one for its pattern in
 * noise less than once in 200 times; noise alone finds two of them less than once in 10,000.
 */
export const LINE_SHOWN = 4.5;
/**
 * Share of the highest line of a pattern below which another is none: at a high SNR the foot of a line, or a small
 * multiplet, counts as shown wherever it is looked for.
 */
const FAINT = 0.05;
/** ppm of shift within which Cr and Cho (taurine) or NAA and Cho (lipid at 2.05 ppm, GABA) alone are believed. */
const BELIEVED = { CrCho: 0.15, NAACho: 0.02 };

/**
 * The lines of NAA, Cr and Cho that the first spectrum is shown to hold (`referenceScores`), and by how much they are
 * displaced. At least two of the four must be there: Cr and another, or NAA and Cho where they belong. Of several
 * displacements the one with the clearest lines is taken: the largest sum of the logarithms of their scores.
 *
 * @param shifts - displacements looked at, ppm; a line is sought within 0.02 ppm around each.
 * @returns undefined where no pattern is shown.
 */
export function referenceLines(
  spectra: SpectrumStack,
  shifts: readonly number[],
): { shift: number; lines: ReferenceLine[] } | undefined {
  const names = Object.keys(REFERENCE_LINES) as ReferenceLine[];
  const scores = names.map((name) => referenceScores(spectra, 0, name, shifts));
  let best: { shift: number; lines: ReferenceLine[]; clear: number } | undefined;
  shifts.forEach((shift, k) => {
    const highest = Math.max(...scores.map((of) => of[k].height));
    const lines = names.filter(
      (_, i) => scores[i][k].score >= LINE_SHOWN && scores[i][k].height >= FAINT * highest,
    );
    if (!isPattern(lines, shift)) return;
    // Strong lines are not to outvote each other, hence the logarithm. At a high SNR faint ones are found everywhere, so
    // that their number alone says nothing.
    const clear = lines.reduce((sum, name) => sum + Math.log(scores[names.indexOf(name)][k].score), 0);
    if (clear > (best?.clear ?? 0)) best = { shift, lines, clear };
  });
  return best;
}

/** Two lines that other substances have at the same distance are believed near their place only. */
function isPattern(lines: readonly ReferenceLine[], shift: number): boolean {
  const has = (name: ReferenceLine): boolean => lines.includes(name);
  if (has("Cr") && (has("NAA") || has("Cr CH2"))) return true;
  if (!has("Cho")) return false;
  const reach = has("Cr") ? BELIEVED.CrCho : has("NAA") ? BELIEVED.NAACho : -1;
  return Math.abs(shift) <= reach;
}
