import type { Vae } from "../../models/index.js";
import type { NoiseModel } from "../../noise/index.js";
import { samplers } from "../../samplers/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { transientsGenerate } from "../spectra/transientsGenerate.js";
import type { TransientsMethod } from "./quantificationStudy.js";

/**
 * Every sampler with a model, as a way of filling subsets up.
 *
 * @param noise - restored after decoding. @default none
 */
export function samplerMethods(model: Vae, noise?: NoiseModel): Record<SamplerName, TransientsMethod> {
  const of =
    (method: SamplerName): TransientsMethod =>
    (subset, count, random) =>
      transientsGenerate(model, subset, { method, count, random, noise });
  return Object.fromEntries(Object.keys(samplers).map((name) => [name, of(name as SamplerName)])) as Record<
    SamplerName,
    TransientsMethod
  >;
}
