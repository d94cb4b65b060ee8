import type { FidStack, RandomSource } from "../../signal/index.js";
import { generalisedGaussianMcmc } from "../../stats/index.js";
import type { GeneralisedGaussianPosterior } from "../../stats/index.js";
import { noiseSignalFree } from "./noiseSignalFree.js";
import type { YaeSettings } from "./yaeSettings.js";

/** Noise of signal-free points: where from, and what its shape and scale may be. */
export interface YaeNoise {
  source: string;
  values: Float64Array;
  posterior: GeneralisedGaussianPosterior;
}

/** The noise of scans (`noiseSignalFree`) with the posterior of its shape and scale. */
export function yaeNoise(
  source: string,
  stacks: readonly FidStack[],
  { posterior: { values: most, draws } }: YaeSettings,
  random: RandomSource,
): YaeNoise {
  const values = noiseSignalFree(stacks, most);
  return { source, values, posterior: generalisedGaussianMcmc(values, { random, draws }) };
}
