import type * as tf from "@tensorflow/tfjs";
import type { Cvae, LabelledRows } from "./cvae.js";
import { cvaeInputs } from "./cvaeInputs.js";
import { cvaeEncoder } from "./cvaeObjective.js";
import { networkApply } from "./networkApply.js";

/** The latent Gaussians of spectra, n x latent each. */
export function cvaeEncode(model: Cvae, rows: LabelledRows): { mean: Float32Array; logVar: Float32Array } {
  const { config } = model;
  const shapes = { x: [2 * config.ppm.length], y: [config.labels.length] };
  const widths = [config.latent, config.latent];
  const [mean, logVar] = networkApply(
    model,
    cvaeInputs(config, rows),
    shapes,
    widths,
    (weights, { x, y }) => {
      const gaussian = cvaeEncoder(config, weights, x as tf.Tensor2D, y as tf.Tensor2D);
      return [gaussian.mean, gaussian.logVar];
    },
  );
  return { mean, logVar };
}
