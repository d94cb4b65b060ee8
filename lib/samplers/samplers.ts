import type { Sampler } from "./sampler.js";
import { samplerHybrid } from "./samplerHybrid.js";
import { samplerInterpolation } from "./samplerInterpolation.js";
import { samplerRandom } from "./samplerRandom.js";

/** Names of samplers, as the command line and the figures say them: the paper's, and any that is added to `samplers`. */
export type SamplerName = "random" | "interpolation" | "hybrid" | (string & {});

/**
 * All samplers by name. One that is added, here or by a notebook (`samplers.mine = ...`), is in every experiment and
 * figure from then on.
 */
export const samplers: Record<SamplerName, Sampler> = {
  random: samplerRandom,
  interpolation: samplerInterpolation,
  hybrid: samplerHybrid,
};
