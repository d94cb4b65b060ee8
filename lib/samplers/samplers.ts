import type { Sampler } from "./sampler.js";
import { samplerHybrid } from "./samplerHybrid.js";
import { samplerInterpolation } from "./samplerInterpolation.js";
import { samplerRandom } from "./samplerRandom.js";

/** Names of the samplers, as the command line and the figures say them. */
export type SamplerName = "random" | "interpolation" | "hybrid";

/** All samplers by name: one that is added here is in every experiment and figure. */
export const samplers: Readonly<Record<SamplerName, Sampler>> = {
  random: samplerRandom,
  interpolation: samplerInterpolation,
  hybrid: samplerHybrid,
};
