import { latentDraw } from "./latentDraw.js";
import type { Sampler } from "./sampler.js";

/**
 * Random sampling: a member i of the subset, each as likely, and a point of its own latent Gaussian,
 * z ~ N(mean_i, sigma_i^2), with its scale.
 */
export const samplerRandom: Sampler = (subset, count, random) => {
  const [n, latent] = subset.shape;
  return latentDraw(subset, count, 1, (z) => {
    const i = random.integer(n);
    for (let k = 0; k < latent; k++) {
      const sigma = Math.exp(subset.logVar[i * latent + k] / 2);
      z[k] = subset.mean[i * latent + k] + sigma * random.normal();
    }
    return subset.scale[i];
  });
};
