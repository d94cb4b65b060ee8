import type { CovarianceDesign } from "../../models/index.js";
import type { AugmentationMethod } from "../augmentation/augmentationMethod.js";
import { covarianceEstimate } from "./covarianceEstimate.js";
import { covarianceLearn } from "./covarianceLearn.js";
import { covarianceSettings } from "./covarianceSettings.js";

export interface AugmentationCovarianceOptions {
  /** @default "convolution" */
  design?: CovarianceDesign;
  /**
   * What the network is to say of a training subject: the noise-free difference where it is known, or the average of
   * all transients, which is all that measured scans have. @default "truth"
   */
  targets?: "truth" | "averages";
  /** @default `covarianceSettings()` */
  settings?: ReturnType<typeof covarianceSettings>;
}

/**
 * The covariance-matrix network (arXiv 2306.02984) as a method of the augmentation study (`covarianceEstimate`).
 */
export function augmentationCovariance({
  design = "convolution",
  targets = "truth",
  settings = covarianceSettings(),
}: AugmentationCovarianceOptions = {}): AugmentationMethod {
  const said = [design, targets].filter((kind) => kind === "recurrent" || kind === "averages");
  return {
    name: ["covariance", ...said].join(" "),
    title: `Covariance network${said.length > 0 ? ` (${said.join(", ")})` : ""}`,
    makes: "average",
    code: import.meta.url,
    settings: { ...settings, targets },
    async learn({ set }, options) {
      const withoutTruth = (scans: typeof set.train): typeof set.train =>
        scans.map(({ truth: _truth, ...scan }) => scan);
      const learned =
        targets === "truth"
          ? set
          : { ...set, train: withoutTruth(set.train), validation: withoutTruth(set.validation) };
      const network = await covarianceLearn(learned, options, design, settings);
      return (subsets) =>
        covarianceEstimate(
          network,
          subsets.map(({ stack }) => stack),
        );
    },
  };
}
