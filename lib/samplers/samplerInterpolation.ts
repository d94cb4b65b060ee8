import { latentDraw } from "./latentDraw.js";
import { pairDraw, scaleBetween } from "./pairDraw.js";
import type { Sampler } from "./sampler.js";

/**
 * Interpolation: a pair of different members, and a point between their means,
 * z = (1 - alpha) mean_i + alpha mean_j with alpha ~ U(0, 1). The scale lies between theirs by their ratio.
 *
 * @throws RangeError for a subset of one: there is nothing to go between.
 */
export const samplerInterpolation: Sampler = (subset, count, random) => {
  const [n, latent] = subset.shape;
  const { mean, scale } = subset;
  return latentDraw(subset, count, 2, (z) => {
    const { i, j, alpha } = pairDraw(n, random);
    for (let k = 0; k < latent; k++) z[k] = (1 - alpha) * mean[i * latent + k] + alpha * mean[j * latent + k];
    return scaleBetween(scale, i, j, alpha);
  });
};
