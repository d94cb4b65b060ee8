import type { CohortConfig } from "../../cohort/index.js";
import type { FidStack } from "../../signal/index.js";
import { randomSource } from "../../signal/index.js";
import type { measuredMega } from "../set/measuredMega.js";
import { subjectsSplit } from "../set/subjectsSplit.js";

/** A subject of the augmentation study, small enough to be sent to a worker: it is simulated there, or sent whole. */
export type AugmentationSubject =
  | { id: string; cohort: CohortConfig; index: number }
  | {
      id: string;
      site?: string;
      /** Labelled transients as measured. */
      stack: FidStack;
      /** Places of the transients that subsets are drawn from. @default all */
      pool?: readonly number[];
    };

/** The subjects of an augmentation study by what they are used for. */
export interface AugmentationSource {
  /** For file names: `augmentation`, `augmentation-mega`. */
  name: string;
  train: AugmentationSubject[];
  validation: AugmentationSubject[];
  test: AugmentationSubject[];
}

/** How many simulated subjects there are of each kind, and their transients of a condition (`data/study.json`). */
export interface AugmentationCohort {
  sites: number;
  train: number;
  validation: number;
  test: number;
  trainTransients: number;
  testTransients: number;
  seed: number;
}

/**
 * Simulated subjects, spread over the sites and split by subject at random. A test subject has more transients than a
 * training one: what 160 averages tell is the measure of what fewer do.
 *
 * @param tested - only so many of the test subjects, the first ones; who learns and who tests does not change by it.
 * @default all
 */
export function augmentationCohort(settings: AugmentationCohort, tested?: number): AugmentationSource {
  const { sites, trainTransients, testTransients, seed } = settings;
  const total = settings.train + settings.validation + settings.test;
  const shared = { sequence: "megaPress68", sites, subjectsPerSite: Math.ceil(total / sites), seed } as const;
  const ids = Array.from({ length: total }, (_, k) => `sub-${String(k + 1).padStart(3, "0")}`);
  const { train, validation, test } = subjectsSplit(ids, randomSource(seed).fork("augmentation split"), {
    validation: settings.validation / total,
    test: settings.test / total,
  });
  const subjects = (part: string[], transients: number): AugmentationSubject[] =>
    part.map((id) => ({ id, index: ids.indexOf(id), cohort: { ...shared, transients } }));
  return {
    name: "augmentation",
    train: subjects(train, trainTransients),
    validation: subjects(validation, trainTransients),
    test: subjects(test.slice(0, tested), testTransients),
  };
}

/**
 * The measured MEGA-PRESS scan: learned from on its training dynamics, subsets drawn from its test dynamics, compared
 * with the average of all. The prior that a model learns here is of this very subject.
 */
export function augmentationMega(mega: Awaited<ReturnType<typeof measuredMega>>): AugmentationSource {
  const { scan, test } = mega;
  const points = scan.shape[1];
  // The test dynamics are some of the scan's, in its order: found by their first samples.
  const pool = Array.from({ length: scan.shape[0] }, (_, i) => i).filter((i) =>
    test.some(({ stack }) =>
      Array.from({ length: stack.shape[0] }, (_, k) => k).some((k) =>
        [0, 1, 2].every((t) => stack.re[k * points + t] === scan.re[i * points + t]),
      ),
    ),
  );
  return {
    name: "augmentation-mega",
    train: mega.train.map(({ id, stack }) => ({ id, stack })),
    validation: mega.validation.map(({ id, stack }) => ({ id, stack })),
    test: [{ id: "MEGA-PRESS scan", stack: scan, pool }],
  };
}
