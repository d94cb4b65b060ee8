import type * as tf from "@tensorflow/tfjs";
import type { Cvae, LabelledRows } from "./cvae.js";
import { cvaeLabels } from "./cvaeInputs.js";
import { cvaeDecoder } from "./cvaeObjective.js";
import { networkApply } from "./networkApply.js";

/**
 * The spectra of latent points with the labels asked for.
 *
 * @param z - n x latent.
 * @param labels - n x labels, in their own units.
 */
export function cvaeDecode(model: Cvae, z: Float32Array, labels: Float32Array): LabelledRows {
  const { config } = model;
  const n = z.length / config.latent;
  const width = 2 * config.ppm.length;
  const y = cvaeLabels(config, labels, n);
  const shapes = { z: [config.latent], y: [config.labels.length] };
  const [rows] = networkApply(model, { z, y }, shapes, [width], (weights, inputs) => [
    cvaeDecoder(config, weights, inputs.z as tf.Tensor2D, inputs.y as tf.Tensor2D),
  ]);
  for (let k = 0; k < rows.length; k++) rows[k] *= config.scale;
  return { rows, labels, shape: [n, width] };
}
