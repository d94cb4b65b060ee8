import { InputError } from "../signal/index.js";

/** Everything that makes a measured transient of a bare spectrum, each with its switch. */
export const COHORT_EFFECTS = [
  "relaxation",
  "macromolecules",
  "lipids",
  "waterSuppression",
  "lineshape",
  "eddyCurrents",
  "baseline",
  "receiver",
  "water",
  "drift",
  "respiration",
  "steps",
  "phase",
  "amplitude",
  "broadening",
  "motion",
  "subtraction",
  "noise",
] as const;

/** One of `COHORT_EFFECTS`; `data/` says what each is and where its numbers are from. */
export type CohortEffect = (typeof COHORT_EFFECTS)[number];

/** Effects by their names. @throws InputError for a name that is none. */
export function cohortEffects(names: readonly string[], key = "effects"): CohortEffect[] {
  return names.map((name) => {
    const found = COHORT_EFFECTS.find((effect) => effect === name);
    if (found === undefined) {
      throw new InputError({ key, value: name, expected: `one of ${COHORT_EFFECTS.join(", ")}` });
    }
    return found;
  });
}
