import type { Vae } from "../models/index.js";
import type { NoiseModel } from "../noise/index.js";
import type { SpectrumStack } from "../signal/index.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { samplerMethods } from "./samplerMethods.js";
import { transientsGenerate } from "./transientsGenerate.js";

export interface QuantificationMethodsOptions {
  /** What the decoder leaves out (`noiseFit`), for the sampler whose noise is restored. */
  noise: NoiseModel;
  /** How spectra look (`scansShape` of prepared training scans), for the one that is held to the data. */
  shape: SpectrumStack;
}

/**
 * The ways of filling subsets up that figures 8 and 9 compare: the paper's samplers, random sampling with its noise
 * restored, and random sampling whose mean is held to the subset's average (`consistent`).
 */
export function quantificationMethods(
  model: Vae,
  { noise, shape }: QuantificationMethodsOptions,
): Record<string, TransientsMethod> {
  return {
    ...samplerMethods(model),
    "random, noise restored": (subset, count, random) =>
      transientsGenerate(model, subset, { method: "random", count, random, noise }),
    consistent: (subset, count, random) =>
      transientsGenerate(model, subset, { method: "consistent", count, random, shape }),
  };
}
