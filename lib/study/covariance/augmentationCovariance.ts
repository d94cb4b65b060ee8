import type { CovarianceDesign } from "../../models/index.js";
import type { AugmentationMethod } from "../augmentation/augmentationMethod.js";
import { covarianceEstimate } from "./covarianceEstimate.js";
import { covarianceLearn } from "./covarianceLearn.js";
import { covarianceSettings } from "./covarianceSettings.js";

/**
 * The covariance-matrix network (arXiv 2306.02984) as a method of the augmentation study (`covarianceEstimate`).
 */
export function augmentationCovariance(
  design: CovarianceDesign = "convolution",
  settings = covarianceSettings(),
): AugmentationMethod {
  return {
    name: design === "convolution" ? "covariance" : "covariance recurrent",
    title: design === "convolution" ? "Covariance network" : "Covariance network (recurrent)",
    makes: "average",
    settings,
    async learn({ set }, options) {
      const network = await covarianceLearn(set, options, design, settings);
      return (subsets) =>
        covarianceEstimate(
          network,
          subsets.map(({ stack }) => stack),
        );
    },
  };
}
