import { cohortSimulate } from "../../cohort/index.js";
import type { CohortConfig, CohortSimulateOptions } from "../../cohort/index.js";
import { randomSource } from "../../signal/index.js";
import type { StudyScan, StudySet } from "./studySet.js";
import { subjectsSplit } from "./subjectsSplit.js";

/** The embedded simulated cohort, split by subject with the cohort's own seed. */
export function simulatedSet(config: CohortConfig, options: CohortSimulateOptions = {}): StudySet {
  const subjects = cohortSimulate(config, options);
  const split = subjectsSplit(
    subjects.map(({ id }) => id),
    randomSource(config.seed).fork("split"),
  );
  const part = (ids: string[]): StudyScan[] =>
    subjects.filter(({ id }) => ids.includes(id)).map(({ id, site, stack }) => ({ id, site, stack }));
  return {
    name: "simulated",
    train: part(split.train),
    validation: part(split.validation),
    test: part(split.test),
  };
}
