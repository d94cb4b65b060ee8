import { augmentationConsistent } from "./augmentationConsistent.js";
import { augmentationCopies } from "./augmentationCopies.js";
import { augmentationLowRank } from "./augmentationLowRank.js";
import { augmentationMeanLatent } from "./augmentationMeanLatent.js";
import { augmentationMeanReconstruction } from "./augmentationMeanReconstruction.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationSampling } from "./augmentationSampling.js";

/**
 * All methods of the augmentation study: one that is added here is in every row, table and figure. The paper's three
 * come first, then what they must be compared with. The bare subset is in the study without being a method.
 */
export const augmentationMethods: readonly AugmentationMethod[] = [
  augmentationSampling("random", "Random sampling"),
  augmentationSampling("interpolation", "Interpolation"),
  augmentationSampling("hybrid", "Hybrid sampling"),
  augmentationCopies,
  augmentationLowRank,
  augmentationMeanReconstruction,
  augmentationMeanLatent,
  augmentationConsistent("consistent vae", "Consistent (VAE)", { shape: "vae" }),
  augmentationConsistent("consistent", "Consistent (mean)", { shape: "training mean" }),
];
