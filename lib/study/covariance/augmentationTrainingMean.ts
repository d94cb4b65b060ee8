import { stackToSpectra } from "../../signal/index.js";
import type { AugmentationMethod } from "../augmentation/augmentationMethod.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { differenceEstimate } from "./covarianceEstimate.js";
import { conditionsOf, differenceSpectrum, normalise, UNCHANGED } from "./covarianceSamples.js";
import { covarianceSettings } from "./covarianceSettings.js";

/**
 * What a covariance network must be better than: the mean of its training targets for everybody, at the height that fits
 * the subset's average best, as the network's own estimate is (`covarianceEstimate`).
 */
export function augmentationTrainingMean({ ppmRange } = covarianceSettings()): AugmentationMethod {
  return {
    name: "training mean",
    title: "Training mean for everybody",
    makes: "average",
    code: import.meta.url,
    settings: { ppmRange, targets: "truth" },
    learn({ set }) {
      const { points, ppm, write } = differenceSpectrum(set.train[0].stack, ppmRange);
      const mean = new Float32Array(points);
      const row = new Float32Array(points);
      for (const { stack: measured, truth = measured } of set.train) {
        const { stack, off, on } = conditionsOf(truth);
        write(stack, off, on, UNCHANGED, row);
        normalise(row);
        for (let k = 0; k < points; k++) mean[k] += row[k] / set.train.length;
      }
      return Promise.resolve((subsets) =>
        subsets.map(({ stack }) => differenceEstimate(spectraAverage(stackToSpectra(stack)), mean, ppm)),
      );
    },
  };
}
