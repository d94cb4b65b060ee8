import jStat from "jstat";
import type * as tf from "@tensorflow/tfjs";
import type { Losses, Objective, WeightArrays } from "../engine/objective.js";
import { randomSource } from "../signal/randomSource.js";
import { denseApply, denseWeights } from "./denseLayer.js";
import type { WeightTensors } from "./vaeNetwork.js";
import type { YAutoencoderConfig } from "./yAutoencoder.js";

/**
 * What a Y-shaped autoencoder is trained on: Huber's loss of the noise-free spectrum, mean over points, plus `quantifier`
 * times that of the amounts, mean over metabolites.
 *
 * Scalars: `quantifier`; `threshold` and `kept`: dropout leaves out what a normal number below the threshold meets, and
 * `kept` is the share that stays.
 */
export function yAutoencoderObjective(config: YAutoencoderConfig): Objective {
  const { channels, points, metabolites, design } = config;
  const width = channels * points;
  return {
    inputs: { x: [width], clean: [width], amounts: [metabolites.length] },
    scalars: ["quantifier", "threshold", "kept"],
    weights: yAutoencoderWeights(config),
    losses: ({ weights, inputs, scalars, noise }): Losses<tf.Tensor1D> => {
      const [batch] = inputs.x.shape;
      const leaveOut = (hidden: tf.Tensor2D): tf.Tensor2D => {
        const stays = noise([hidden.shape[0], hidden.shape[1]]).greater(scalars.threshold).cast("float32");
        return hidden.mul(stays).div(scalars.kept);
      };
      const latent = latentOf(config, weights, inputs.x as tf.Tensor2D, leaveOut);
      const amounts = huber(amountsOf(config, weights, latent, batch), inputs.amounts as tf.Tensor2D);
      if (design === "encoder") return { loss: amounts, amounts };
      const clean = inputs.clean.reshape([batch * channels, points]) as tf.Tensor2D;
      const each = huber(spectrumOf(config, weights, latent), clean);
      const spectrum = each.reshape([batch, channels]).mean(1) as tf.Tensor1D;
      return { loss: spectrum.add(amounts.mul(scalars.quantifier)), spectrum, amounts };
    },
  };
}

/** The scalars of a point of training: dropout rests at the end, and with it whenever the network is judged. */
export function yAutoencoderScalars(config: YAutoencoderConfig, epoch: number): Record<string, number> {
  const { quantifierWeight, rampEpochs, epochs, dropout } = config;
  const [first, last] = quantifierWeight;
  const rate = epoch >= epochs ? 0 : dropout;
  return {
    quantifier: first + (last - first) * Math.min(1, epoch / rampEpochs),
    threshold: rate > 0 ? jStat.normal.inv(rate, 0, 1) : -1e9,
    kept: 1 - rate,
  };
}

function yAutoencoderWeights(config: YAutoencoderConfig): WeightArrays {
  const { channels, points, metabolites, design, encoder, latent, decoder, quantifier, seed } = config;
  const random = randomSource(seed).fork("weights");
  const stack = (name: string, widths: readonly number[]): WeightArrays[] =>
    widths.slice(1).map((units, k) => denseWeights(`${name}${k + 1}`, widths[k], units, random));
  return Object.assign(
    {},
    ...stack("encoder", [points, ...encoder, latent]),
    ...(design === "y" ? stack("decoder", [latent, ...decoder, points]) : []),
    ...stack("quantifier", [channels * latent, quantifier, metabolites.length]),
  ) as WeightArrays;
}

/** batch x (channels x points) to (batch x channels) x latent. */
function latentOf(
  { channels, points, encoder }: YAutoencoderConfig,
  weights: WeightTensors,
  x: tf.Tensor2D,
  leaveOut: (hidden: tf.Tensor2D) => tf.Tensor2D,
): tf.Tensor2D {
  let hidden = x.reshape([x.shape[0] * channels, points]) as tf.Tensor2D;
  for (let k = 1; k <= encoder.length; k++) hidden = denseApply(weights, `encoder${k}`, hidden, "tanh");
  return denseApply(weights, `encoder${encoder.length + 1}`, leaveOut(hidden), "tanh");
}

/** The noise-free spectra, (batch x channels) x points. */
function spectrumOf(
  { decoder }: YAutoencoderConfig,
  weights: WeightTensors,
  latent: tf.Tensor2D,
): tf.Tensor2D {
  let hidden = latent;
  for (let k = 1; k <= decoder.length + 1; k++) hidden = denseApply(weights, `decoder${k}`, hidden, "tanh");
  return hidden;
}

/** batch x metabolites, each 0 to 1. */
function amountsOf(
  { channels, latent: width }: YAutoencoderConfig,
  weights: WeightTensors,
  latent: tf.Tensor2D,
  batch: number,
): tf.Tensor2D {
  const flat = latent.reshape([batch, channels * width]) as tf.Tensor2D;
  const hidden = denseApply(weights, "quantifier1", flat).sigmoid() as tf.Tensor2D;
  return denseApply(weights, "quantifier2", hidden).sigmoid() as tf.Tensor2D;
}

/** Of each row, mean over its values: half the square up to an error of 1, straight beyond. */
function huber(made: tf.Tensor2D, wanted: tf.Tensor2D): tf.Tensor1D {
  const error = made.sub(wanted).abs();
  const inner = error.minimum(1);
  return inner.mul(error.sub(inner.mul(0.5))).mean(1) as tf.Tensor1D;
}

/** Spectra without noise (`design` y) and amounts, without dropout. */
export function yAutoencoderOutputs(
  config: YAutoencoderConfig,
  weights: WeightTensors,
  x: tf.Tensor2D,
): { spectrum?: tf.Tensor2D; amounts: tf.Tensor2D } {
  const [batch] = x.shape;
  const latent = latentOf(config, weights, x, (hidden) => hidden);
  return {
    ...(config.design === "y" && {
      spectrum: spectrumOf(config, weights, latent).reshape([batch, -1]) as tf.Tensor2D,
    }),
    amounts: amountsOf(config, weights, latent, batch),
  };
}
