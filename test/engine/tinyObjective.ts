import * as tf from "@tensorflow/tfjs";
import type { Batch } from "../../lib/engine/trainingStep.js";
import type { Objective } from "../../lib/engine/objective.js";
import { randomSource, type RandomSource } from "../../lib/signal/randomSource.js";

export function normals(random: RandomSource, count: number, scale = 1): Float32Array {
  return Float32Array.from({ length: count }, () => scale * random.normal());
}

/** A variational autoencoder of 12 values with a latent of 3: small, and with all that a step can hold. */
export function tinyObjective(seed = 1): Objective {
  const random = randomSource(seed);
  const weight = (...shape: number[]) => ({
    shape,
    values: normals(
      random,
      shape.reduce((a, b) => a * b),
      0.4,
    ),
  });
  return {
    inputs: { x: [12] },
    scalars: ["beta"],
    weights: { a: weight(12, 8), b: weight(8), mean: weight(8, 3), spread: weight(8, 3), c: weight(3, 12) },
    losses: ({ weights, inputs, scalars, noise }) => {
      const x = inputs.x as tf.Tensor2D;
      const hidden = tf.elu(x.matMul(weights.a).add(weights.b)) as tf.Tensor2D;
      const mean = hidden.matMul(weights.mean);
      const logVar = hidden.matMul(weights.spread);
      const z = mean.add(logVar.mul(0.5).exp().mul(noise(mean.shape)));
      // A second draw in the same step: it must differ from the first
      const y = z.add(noise(mean.shape).mul(0.1)).matMul(weights.c);
      const reconstruction = y.sub(x).square().sum(1) as tf.Tensor1D;
      const kl = mean.square().add(logVar.exp()).sub(1).sub(logVar).mul(0.5).sum(1) as tf.Tensor1D;
      return { loss: reconstruction.add(kl.mul(scalars.beta)), reconstruction, kl };
    },
  };
}

export function tinyBatch(step: number, rows = 16): Batch {
  const random = randomSource(100 + step);
  return {
    inputs: { x: normals(random, rows * 12) },
    scalars: { beta: 0.1 + 0.01 * step },
    noise: [7, step],
  };
}
