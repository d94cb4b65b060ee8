import { randomSource } from "../signal/index.js";
import type { Progress } from "../signal/index.js";
import { cohortBasis } from "./cohortBasis.js";
import type { CohortConfig } from "./cohortConfig.js";
import { subjectSimulate } from "./subjectSimulate.js";
import type { CohortSubject } from "./subjectSimulate.js";

export interface CohortSimulateOptions {
  progress?: Progress;
  /** Stops between two subjects. */
  signal?: AbortSignal;
}

/** Simulates a cohort subject by subject; a caller that writes each one away never holds more than one. */
export function* cohortSubjects(
  config: CohortConfig,
  options: CohortSimulateOptions = {},
): Generator<CohortSubject, void, void> {
  const shared = cohortBasis(config.sequence);
  const random = randomSource(config.seed);
  const count = config.sites * config.subjectsPerSite;
  for (let index = 0; index < count; index++) {
    options.signal?.throwIfAborted();
    const subject = subjectSimulate(config, shared, index, random);
    options.progress?.(index + 1, count, subject.id);
    yield subject;
  }
}

/** A whole simulated cohort in memory: 24 subjects x 320 transients x 2048 points take 126 MB. */
export function cohortSimulate(config: CohortConfig, options: CohortSimulateOptions = {}): CohortSubject[] {
  return [...cohortSubjects(config, options)];
}
