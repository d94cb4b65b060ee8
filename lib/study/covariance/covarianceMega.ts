import type { FidStack } from "../../signal/index.js";
import type { AugmentationSource } from "../augmentation/augmentationSource.js";
import { trainingSubject } from "../augmentation/augmentationWorker.js";
import { stackOnAxis } from "../spectra/stackOnAxis.js";

/**
 * A measured edited scan in place of the simulated test subjects: what is tried on it learned from the simulated ones and
 * has seen nothing of it.
 *
 * @param scan - labelled transients as measured; sampled anew as the simulated ones are.
 */
export function covarianceMega(cohort: AugmentationSource, scan: FidStack): AugmentationSource {
  const { stack } = trainingSubject(cohort.train[0]);
  return { ...cohort, test: [{ id: "MEGA-PRESS scan", stack: stackOnAxis(scan, stack) }] };
}
