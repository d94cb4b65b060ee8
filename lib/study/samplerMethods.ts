import type { Vae } from "../models/index.js";
import { samplers } from "../samplers/index.js";
import type { SamplerName } from "../samplers/index.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { transientsGenerate } from "./transientsGenerate.js";

/** Every sampler with a model, as a way of filling subsets up. */
export function samplerMethods(model: Vae): Record<SamplerName, TransientsMethod> {
  const of =
    (method: SamplerName): TransientsMethod =>
    (subset, count, random) =>
      transientsGenerate(model, subset, { method, count, random });
  return Object.fromEntries(Object.keys(samplers).map((name) => [name, of(name as SamplerName)])) as Record<
    SamplerName,
    TransientsMethod
  >;
}
