import { cohortBasis, subjectSimulate } from "../../cohort/index.js";
import type { CohortBasis } from "../../cohort/index.js";
import { differenceMetrics } from "../../metrics/index.js";
import { randomSource, stackToSpectra } from "../../signal/index.js";
import type { FidStack, SpectrumStack } from "../../signal/index.js";
import type { StudyScan } from "../set/studySet.js";
import { augmentationPrepare } from "../spectra/augmentationPrepare.js";
import { spectraDifference } from "../spectra/spectraDifference.js";
import { augmentationMeasure } from "./augmentationMeasure.js";
import type { AugmentationEstimate, AugmentationMeasurement } from "./augmentationMeasure.js";
import type { AugmentationSubject } from "./augmentationSource.js";
import { augmentationSubsets } from "./augmentationSubsets.js";
import type { AugmentationDesign, AugmentationSubsets } from "./augmentationSubsets.js";

// What a worker thread of the augmentation study can do: each function takes and gives plain data.

/** A test subject cut up, with its noise-free difference where it is simulated. */
export interface AugmentationTestSubject extends AugmentationSubsets {
  site?: string;
  truth?: SpectrumStack;
}

let shared: CohortBasis | undefined;

interface SubjectScan {
  site?: string;
  stack: FidStack;
  clean?: FidStack;
  pool?: readonly number[];
}

function scanOf(subject: AugmentationSubject): SubjectScan {
  if (!("cohort" in subject)) return subject;
  const { cohort, index } = subject;
  if (shared?.sequence.name !== cohort.sequence) shared = cohortBasis(cohort.sequence);
  return subjectSimulate(cohort, shared, index, randomSource(cohort.seed));
}

/** A training subject's transients, prepared, and its truth likewise. */
export function trainingSubject(subject: AugmentationSubject): StudyScan {
  const { site, stack, clean } = scanOf(subject);
  const truth = clean && augmentationPrepare(clean);
  return { id: subject.id, site, stack: augmentationPrepare(stack), ...(truth && { truth }) };
}

/** A test subject's subsets and full scans. */
export function testSubject({
  subject,
  design,
}: {
  subject: AugmentationSubject;
  design: AugmentationDesign;
}): AugmentationTestSubject {
  const { site, stack, clean, pool } = scanOf(subject);
  const random = randomSource(design.seed).fork(`subsets of ${subject.id}`);
  const cut = augmentationSubsets(stack, design, random, pool);
  // The truth goes through the same steps, so that what the chain does to every scan is in both.
  const truth = clean && spectraDifference(stackToSpectra(augmentationPrepare(clean)));
  return { ...cut, site, truth };
}

/** The metrics that a worker knows: those of the library's files, not those that a notebook has added since. */
export function metricNames(): string[] {
  return Object.keys(differenceMetrics);
}

/** The numbers of a test subject's difference spectra. */
export function measureSubject({
  estimates,
  references,
  truth,
}: {
  estimates: AugmentationEstimate[];
  references: AugmentationEstimate[];
  truth?: SpectrumStack;
}): AugmentationMeasurement[] {
  return augmentationMeasure(estimates, references, truth);
}
