import * as tf from "@tensorflow/tfjs";
import type { Objective, WeightArrays } from "../engine/objective.js";
import { randomSource } from "../signal/randomSource.js";
import type { CvaeConfig } from "./cvae.js";
import { denseWeights } from "./denseLayer.js";
import { gaussianKl } from "./gaussianKl.js";
import { vaeDecoder, vaeEncoder } from "./vaeNetwork.js";
import type { WeightTensors } from "./vaeNetwork.js";

/**
 * What a conditional VAE is trained on (Sohn, Lee and Yan 2015; van de Sande et al., ISMRM 2023 #5027): squared error
 * of the reconstruction, summed over points, plus `beta` times the divergence of the latent Gaussian from N(0, I);
 * the labels stand beside the spectrum at the encoder's door and beside the latent point at the decoder's.
 */
export function cvaeObjective(config: CvaeConfig): Objective {
  const width = 2 * config.ppm.length;
  return {
    inputs: { x: [width], y: [config.labels.length] },
    scalars: ["beta"],
    weights: cvaeWeights(config),
    losses: ({ weights, inputs, scalars, noise }) => {
      const x = inputs.x as tf.Tensor2D;
      const y = inputs.y as tf.Tensor2D;
      const { mean, logVar } = cvaeEncoder(config, weights, x, y);
      const z = mean.add(logVar.mul(0.5).exp().mul(noise(mean.shape))) as tf.Tensor2D;
      const reconstruction = cvaeDecoder(config, weights, z, y).sub(x).square().sum(1) as tf.Tensor1D;
      const kl = gaussianKl(mean, logVar);
      return { loss: reconstruction.add(kl.mul(scalars.beta)), reconstruction, kl };
    },
  };
}

/** The initial weights. */
function cvaeWeights({ layers, latent, labels, ppm, seed }: CvaeConfig): WeightArrays {
  const width = 2 * ppm.length;
  const random = randomSource(seed).fork("weights");
  const down = [width + labels.length, ...layers];
  const up = [latent + labels.length, ...[...layers].reverse(), width];
  const deepest = layers[layers.length - 1];
  return Object.assign(
    {},
    ...layers.map((units, k) => denseWeights(`encoder${k + 1}`, down[k], units, random)),
    denseWeights("mean", deepest, latent, random),
    denseWeights("logVar", deepest, latent, random),
    ...up.slice(1).map((units, k) => denseWeights(`decoder${k + 1}`, up[k], units, random)),
  ) as WeightArrays;
}

/** batch x 2p and batch x labels to the mean and log variance, batch x latent each. */
export function cvaeEncoder(
  config: CvaeConfig,
  weights: WeightTensors,
  x: tf.Tensor2D,
  y: tf.Tensor2D,
): { mean: tf.Tensor2D; logVar: tf.Tensor2D } {
  return vaeEncoder(config, weights, tf.concat2d([x, y], 1));
}

/** batch x latent and batch x labels to batch x 2p. */
export function cvaeDecoder(
  config: CvaeConfig,
  weights: WeightTensors,
  z: tf.Tensor2D,
  y: tf.Tensor2D,
): tf.Tensor2D {
  return vaeDecoder(config, weights, tf.concat2d([z, y], 1));
}
