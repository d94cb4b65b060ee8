import type { CohortSubject, TissueMetabolite } from "../../cohort/index.js";
import { quantifyConstants } from "../../quantify/index.js";

/** What quantification of a simulated subject must find. */
export interface SubjectQuantities {
  /** Ratio to tCr of the signals that relaxation leaves, as a fit gives it. */
  ratio: number;
  /** mmol/kg of tissue water. */
  concentration: number;
}

/** Protons of MM3co, as of GABA at 3.0 ppm: its area in the truth is theirs. */
const PROTONS = 2;

/**
 * The true quantities of a simulated subject: of each metabolite, and of tNAA, tCr, tCho, Glx and GABA+ (with the
 * co-edited macromolecules, which relax as GABA in what is quantified).
 *
 * @param tissue - relaxation, from the cohort's basis.
 */
export function subjectQuantities(
  { truth, clean }: Pick<CohortSubject, "truth" | "clean">,
  tissue: Readonly<Record<string, TissueMetabolite>>,
): Record<string, SubjectQuantities> {
  const { echoTime = 0, repetitionTime = Infinity } = clean;
  const { greyMatter, whiteMatter, csf } = truth.tissue;
  const grey = greyMatter / (1 - csf);
  const mix = ([inGrey, inWhite]: [number, number]): number => grey * inGrey + (1 - grey) * inWhite;
  const left = (name: string): number => {
    const { t1, t2 } = tissue[name];
    return Math.exp(-echoTime / mix(t2)) * (1 - Math.exp(-repetitionTime / mix(t1)));
  };
  const { sums, water } = quantifyConstants();
  const amounts: Record<string, number> = { ...truth.concentrations };
  const signals = Object.fromEntries(
    Object.entries(amounts).map(([name, value]) => [name, value * left(name)]),
  );
  if (truth.macromolecules.MM3co !== undefined) {
    signals.MM3co = truth.macromolecules.MM3co / PROTONS;
    amounts.MM3co = signals.MM3co / left("GABA");
  }
  const sumOf = (parts: readonly string[], of: Record<string, number>): number =>
    parts.reduce((sum, part) => sum + (of[part] ?? 0), 0);
  const tCr = sumOf(sums.tCr, signals);
  const kilograms = water.content.greyMatter * greyMatter + water.content.whiteMatter * whiteMatter;
  const single = Object.keys(signals).map((name): [string, string[]] => [name, [name]]);
  return Object.fromEntries(
    [...single, ...Object.entries(sums)].map(([name, parts]) => [
      name,
      { ratio: sumOf(parts, signals) / tCr, concentration: sumOf(parts, amounts) / kilograms },
    ]),
  );
}
