import { COVARIANCE, covarianceDefaults, covarianceTrain } from "../../models/index.js";
import type { CovarianceDesign, CovarianceNet } from "../../models/index.js";
import type { AugmentationLearnOptions } from "../augmentation/augmentationMethod.js";
import { networkKept } from "../kept/networkKept.js";
import type { StudySet } from "../set/studySet.js";
import { covarianceSamples, differenceSpectrum } from "./covarianceSamples.js";
import { covarianceSettings } from "./covarianceSettings.js";

/**
 * A covariance network that learned from a set's training subjects and stopped by its validation subjects, or is kept
 * from before; test subjects are not looked at.
 *
 * @param set - prepared scans (`augmentationPrepare`).
 */
export async function covarianceLearn(
  set: StudySet,
  { random, progress, signal, cache }: AugmentationLearnOptions,
  design: CovarianceDesign = "convolution",
  settings = covarianceSettings(),
): Promise<CovarianceNet> {
  const { samples, validation, network, recurrent, ppmRange, augmentation } = settings;
  const first = set.train[0].stack;
  const most = Math.min(
    ...[...set.train, ...set.validation].map(({ stack }) => Math.floor(stack.shape[0] / 2)),
  );
  const { points, ppm } = differenceSpectrum(first, ppmRange);
  const config = {
    ...covarianceDefaults,
    ...network,
    ...(design === "recurrent" && recurrent),
    design,
    points,
    ppm: [...ppm],
    transients: most,
  };
  const key = {
    samples,
    validation,
    ppmRange,
    augmentation,
    config,
    target: set.train.every(({ truth }) => truth) ? "truth" : "average",
    set: set.name,
    train: set.train.map(({ id }) => id),
    sample: [...first.re.subarray(0, 64)],
  };
  return networkKept(
    COVARIANCE,
    key,
    (checkpoint) => {
      const common = { most, ppmRange };
      const training = covarianceSamples(set.train, {
        ...common,
        samples,
        augmentation,
        random: random.fork("training"),
      });
      const judged = covarianceSamples(set.validation, {
        ...common,
        samples: validation,
        random: random.fork("validation"),
      });
      return covarianceTrain(training, judged, config, { progress, signal, checkpoint });
    },
    { cache },
  );
}
