import { randomSource } from "../signal/index.js";
import type { Progress } from "../signal/index.js";
import { cohortBasis } from "./cohortBasis.js";
import type { CohortBasis } from "./cohortBasis.js";
import type { CohortConfig } from "./cohortConfig.js";
import { cohortPlan } from "./cohortPlan.js";
import type { CohortPlace } from "./cohortPlan.js";
import { subjectSimulate } from "./subjectSimulate.js";
import type { CohortSubject } from "./subjectSimulate.js";

export interface CohortSimulateOptions {
  progress?: Progress;
  /** Stops between two subjects. */
  signal?: AbortSignal;
  /** Subjects that are wanted; the others are passed over unsimulated. @default all */
  wanted?: (place: CohortPlace) => boolean;
}

/** Simulates a cohort subject by subject; a caller that writes each one away never holds more than one. */
export function* cohortSubjects(
  config: CohortConfig,
  options: CohortSimulateOptions = {},
): Generator<CohortSubject, void, void> {
  const { progress, signal, wanted = () => true } = options;
  const random = randomSource(config.seed);
  const plan = cohortPlan(config);
  const bases = new Map<string, CohortBasis>();
  for (const place of plan) {
    signal?.throwIfAborted();
    if (wanted(place)) {
      const shared = bases.get(place.vendor) ?? cohortBasis(config.sequence, place.vendor, config.object);
      bases.set(place.vendor, shared);
      yield subjectSimulate(config, shared, place.index, random);
    }
    progress?.(place.index + 1, plan.length, place.id);
  }
}

/** A whole simulated cohort in memory: 24 subjects x 320 transients x 2048 points take 126 MB. */
export function cohortSimulate(config: CohortConfig, options: CohortSimulateOptions = {}): CohortSubject[] {
  return [...cohortSubjects(config, options)];
}
