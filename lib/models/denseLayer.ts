import * as tf from "@tensorflow/tfjs";
import type { WeightArray, WeightArrays } from "../engine/objective.js";
import type { RandomSource } from "../signal/randomSource.js";
import type { Activation } from "./vaeConfig.js";

/**
 * The initial weights of a dense layer: Glorot and Bengio's uniform distribution (AISTATS 2010, eq. 16),
 * biases 0. The numbers depend on the random source's seed and the layer's name only.
 */
export function denseWeights(
  name: string,
  inputs: number,
  units: number,
  random: RandomSource,
): WeightArrays {
  const { uniform } = random.fork(name);
  const limit = Math.sqrt(6 / (inputs + units));
  const kernel = Float32Array.from({ length: inputs * units }, () => limit * (2 * uniform() - 1));
  return {
    [`${name}/kernel`]: { shape: [inputs, units], values: kernel } satisfies WeightArray,
    [`${name}/bias`]: { shape: [units], values: new Float32Array(units) } satisfies WeightArray,
  };
}

/** A dense layer: x times kernel plus bias, through the activation when there is one. */
export function denseApply(
  weights: Readonly<Record<string, tf.Tensor>>,
  name: string,
  x: tf.Tensor2D,
  activation?: Activation,
): tf.Tensor2D {
  const y = x.matMul(weights[`${name}/kernel`]).add(weights[`${name}/bias`]);
  return (activation === undefined ? y : tf[activation](y)) as tf.Tensor2D;
}
