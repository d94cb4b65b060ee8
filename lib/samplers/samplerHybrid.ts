import { latentDraw } from "./latentDraw.js";
import { pairDraw, scaleBetween } from "./pairDraw.js";
import type { Sampler } from "./sampler.js";

/**
 * Hybrid: a pair of different members, a Gaussian between theirs, and a point of it: mean and standard
 * deviation (not the variance) are interpolated with alpha ~ U(0, 1), then z ~ N(mean, sigma^2).
 * The scale lies between theirs by their ratio.
 *
 * @throws RangeError for a subset of one: there is nothing to go between.
 */
export const samplerHybrid: Sampler = (subset, count, random) => {
  const [n, latent] = subset.shape;
  const { mean, logVar, scale } = subset;
  return latentDraw(subset, count, 2, (z) => {
    const { i, j, alpha } = pairDraw(n, random);
    for (let k = 0; k < latent; k++) {
      const [a, b] = [i * latent + k, j * latent + k];
      const sigma = (1 - alpha) * Math.exp(logVar[a] / 2) + alpha * Math.exp(logVar[b] / 2);
      z[k] = (1 - alpha) * mean[a] + alpha * mean[b] + sigma * random.normal();
    }
    return scaleBetween(scale, i, j, alpha);
  });
};
