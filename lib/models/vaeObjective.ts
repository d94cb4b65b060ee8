import type * as tf from "@tensorflow/tfjs";
import type { Objective } from "../engine/objective.js";
import { gaussianKl } from "./gaussianKl.js";
import type { VaeConfig } from "./vaeConfig.js";
import { vaeDecoder, vaeEncoder, vaeWeights } from "./vaeNetwork.js";

/**
 * What a variational autoencoder is trained on (Kingma and Welling 2014, arXiv 1312.6114; beta as in
 * Higgins et al. 2017): the squared error between a row and its reconstruction from one sample of its
 * latent Gaussian, summed over points, plus `beta` times the divergence of that Gaussian from N(0, I).
 *
 * @param width - numbers in a row.
 */
export function vaeObjective(config: VaeConfig, width: number): Objective {
  return {
    inputs: { x: [width] },
    scalars: ["beta"],
    weights: vaeWeights(config, width),
    losses: ({ weights, inputs, scalars, noise }) => {
      const x = inputs.x as tf.Tensor2D;
      const { mean, logVar } = vaeEncoder(config, weights, x);
      const z = mean.add(logVar.mul(0.5).exp().mul(noise(mean.shape))) as tf.Tensor2D;
      const reconstruction = vaeDecoder(config, weights, z).sub(x).square().sum(1) as tf.Tensor1D;
      const kl = gaussianKl(mean, logVar);
      return { loss: reconstruction.add(kl.mul(scalars.beta)), reconstruction, kl };
    },
  };
}
