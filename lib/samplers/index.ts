export type { Sampler } from "./sampler.js";
export { samplerHybrid } from "./samplerHybrid.js";
export { samplerInterpolation } from "./samplerInterpolation.js";
export { samplerRandom } from "./samplerRandom.js";
export { type SamplerName, samplers } from "./samplers.js";
