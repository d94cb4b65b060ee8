import type * as tf from "@tensorflow/tfjs";
import { networkApply } from "./networkApply.js";
import type { YAutoencoder } from "./yAutoencoder.js";
import { yAutoencoderOutputs } from "./yAutoencoderObjective.js";

/** What a Y-shaped autoencoder says of spectra. */
export interface YAutoencoderPrediction {
  /** n x metabolites, over the largest. */
  amounts: Float32Array;
  /** n x channels x points, without noise; of design `y` only. */
  spectra?: Float32Array;
}

/** @param x - n x channels x points, each spectrum by its largest magnitude. */
export function yAutoencoderPredict(model: YAutoencoder, x: Float32Array): YAutoencoderPrediction {
  const { config } = model;
  const width = config.channels * config.points;
  const isY = config.design === "y";
  const widths = [config.metabolites.length, ...(isY ? [width] : [])];
  const [amounts, spectra] = networkApply(model, { x }, { x: [width] }, widths, (weights, inputs) => {
    const made = yAutoencoderOutputs(config, weights, inputs.x as tf.Tensor2D);
    return [made.amounts, ...(made.spectrum ? [made.spectrum] : [])];
  });
  return isY ? { amounts, spectra } : { amounts };
}
