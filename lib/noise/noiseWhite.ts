import type { NoiseModel } from "./noiseModel.js";

/** White Gaussian noise alone: what a receiver adds, where no scans are at hand to learn more from. */
export function noiseWhite(like: { ppm: Float64Array }): NoiseModel {
  return { shape: 2, ppm: like.ppm, structure: [] };
}
