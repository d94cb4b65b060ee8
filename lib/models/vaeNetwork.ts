import type * as tf from "@tensorflow/tfjs";
import type { WeightArrays } from "../engine/objective.js";
import { randomSource } from "../signal/randomSource.js";
import { denseApply, denseWeights } from "./denseLayer.js";
import type { VaeConfig } from "./vaeConfig.js";

/** Weights as tensors, by name. */
export type WeightTensors = Readonly<Record<string, tf.Tensor>>;

/** The dense layers of an autoencoder for rows of `width` numbers: name, inputs, units. */
function vaeLayers({ layers, latent }: VaeConfig, width: number): (readonly [string, number, number])[] {
  const down = [width, ...layers];
  const up = [latent, ...[...layers].reverse(), width];
  const deepest = layers[layers.length - 1];
  return [
    ...layers.map((units, k) => [`encoder${k + 1}`, down[k], units] as const),
    ["mean", deepest, latent],
    ["logVar", deepest, latent],
    ...up.slice(1).map((units, k) => [`decoder${k + 1}`, up[k], units] as const),
  ];
}

/** The initial weights of an autoencoder for rows of `width` numbers. */
export function vaeWeights(config: VaeConfig, width: number): WeightArrays {
  const random = randomSource(config.seed).fork("weights");
  const layers = vaeLayers(config, width).map(([name, inputs, units]) =>
    denseWeights(name, inputs, units, random),
  );
  return Object.assign({}, ...layers) as WeightArrays;
}

/** The shapes of those weights, by name. */
export function vaeWeightShapes(config: VaeConfig, width: number): Record<string, number[]> {
  const shapes = vaeLayers(config, width).flatMap(([name, inputs, units]) => [
    [`${name}/kernel`, [inputs, units]] as const,
    [`${name}/bias`, [units]] as const,
  ]);
  return Object.fromEntries(shapes);
}

/** The encoder: batch x width to the mean and log variance, batch x latent each. */
export function vaeEncoder(
  { layers, activation }: Pick<VaeConfig, "layers" | "activation">,
  weights: WeightTensors,
  x: tf.Tensor2D,
): { mean: tf.Tensor2D; logVar: tf.Tensor2D } {
  let hidden = x;
  for (let k = 0; k < layers.length; k++) hidden = denseApply(weights, `encoder${k + 1}`, hidden, activation);
  return { mean: denseApply(weights, "mean", hidden), logVar: denseApply(weights, "logVar", hidden) };
}

/** The decoder: batch x latent to batch x width. Its last layer is linear: spectra have both signs. */
export function vaeDecoder(
  { layers, activation }: Pick<VaeConfig, "layers" | "activation">,
  weights: WeightTensors,
  z: tf.Tensor2D,
): tf.Tensor2D {
  let hidden = z;
  for (let k = 1; k <= layers.length; k++) hidden = denseApply(weights, `decoder${k}`, hidden, activation);
  return denseApply(weights, `decoder${layers.length + 1}`, hidden);
}
