import { samplers } from "../../samplers/index.js";
import { augmentationConsistent } from "./augmentationConsistent.js";
import { augmentationCopies } from "./augmentationCopies.js";
import { augmentationLowRank } from "./augmentationLowRank.js";
import { augmentationMeanLatent } from "./augmentationMeanLatent.js";
import { augmentationMeanReconstruction } from "./augmentationMeanReconstruction.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationSampling } from "./augmentationSampling.js";

/** What figures call the paper's samplers. */
const PAPER: Readonly<Record<string, string>> = {
  random: "Random sampling",
  interpolation: "Interpolation",
  hybrid: "Hybrid sampling",
};

/**
 * All methods of the augmentation study: one that is added here, or to `samplers`, is in every row, table and figure.
 * Samplers come first, the paper's before others, then what they must be compared with. The bare subset is in the
 * study without being a method.
 */
export function augmentationMethods(): AugmentationMethod[] {
  return [
    ...Object.keys(samplers).map((name) => augmentationSampling(name, PAPER[name] ?? titleOf(name))),
    augmentationCopies,
    augmentationLowRank,
    augmentationMeanReconstruction,
    augmentationMeanLatent,
    augmentationConsistent("consistent vae", "Consistent (VAE)", { shape: "vae" }),
    augmentationConsistent("consistent", "Consistent (mean)", { shape: "training mean" }),
  ];
}

function titleOf(name: string): string {
  return `${name[0].toUpperCase()}${name.slice(1)} sampling`;
}
