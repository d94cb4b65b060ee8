import type * as tf from "@tensorflow/tfjs";
import type { LatentSet } from "./latentSet.js";
import { networkApply } from "./networkApply.js";
import { rowsFit } from "./rowsFit.js";
import type { SpectrumRows } from "./spectrumRows.js";
import type { Vae } from "./vae.js";
import { vaeEncoder } from "./vaeNetwork.js";

/** The latent Gaussian of each spectrum, with its scale and label. */
export function vaeEncode(model: Vae, rows: SpectrumRows): LatentSet {
  rowsFit(rows, model);
  const [n, width] = rows.shape;
  const { latent } = model.config;
  const [mean, logVar] = networkApply(
    model,
    { x: rows.rows },
    { x: [width] },
    [latent, latent],
    (weights, { x }) => {
      const gaussian = vaeEncoder(model.config, weights, x as tf.Tensor2D);
      return [gaussian.mean, gaussian.logVar];
    },
  );
  return { mean, logVar, scale: rows.scale.slice(), labels: rows.header.labels?.slice(), shape: [n, latent] };
}
