import { COVARIANCE, covarianceDefaults, covarianceTrain } from "../../models/index.js";
import type { CovarianceDesign, CovarianceNet } from "../../models/index.js";
import type { AugmentationLearnOptions } from "../augmentation/augmentationMethod.js";
import { networkKept } from "../trained/networkKept.js";
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
  const scans = [...set.train, ...set.validation].flatMap(({ stack, truth }) =>
    truth ? [stack, truth] : [stack],
  );
  const of = {
    code: import.meta.url,
    settings: {
      samples,
      validation,
      ppmRange,
      augmentation,
      config,
      train: set.train.length,
      draw: random.fork("kept").integer(2 ** 32),
    },
    data: scans.flatMap(({ re, im, labels = new Uint8Array() }) => [re, im, labels]),
  };
  return networkKept(
    COVARIANCE,
    of,
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
