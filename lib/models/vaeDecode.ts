import type * as tf from "@tensorflow/tfjs";
import type { LatentSample } from "./latentSet.js";
import { networkApply } from "./networkApply.js";
import type { SpectrumRows } from "./spectrumRows.js";
import type { Vae } from "./vae.js";
import { vaeDecoder } from "./vaeNetwork.js";

export interface VaeDecodeOptions {
  /**
   * The scan whose axis and header the spectra carry, when it is not the training scans': the rows that
   * were encoded, for example. The numbers are the same.
   * @default the model's
   */
  like?: Pick<SpectrumRows, "ppm" | "header">;
}

/** The spectra of points in latent space, with their scales and labels. */
export function vaeDecode(model: Vae, sample: LatentSample, options: VaeDecodeOptions = {}): SpectrumRows {
  const { like = model } = options;
  const [n, latent] = sample.shape;
  if (latent !== model.config.latent || sample.z.length !== n * latent || sample.scale.length !== n) {
    throw new RangeError(
      `z must be ${n} x ${model.config.latent} with ${n} scales, got shape [${sample.shape}], ` +
        `${sample.z.length} values and ${sample.scale.length} scales`,
    );
  }
  const width = 2 * model.ppm.length;
  const [rows] = networkApply(model, { z: sample.z }, { z: [latent] }, [width], (weights, { z }) => [
    vaeDecoder(model.config, weights, z as tf.Tensor2D),
  ]);
  const header = {
    ...like.header,
    labels: sample.labels?.slice(),
    dimensions: [{ tag: "DIM_DYN", size: n }],
    history: [
      ...like.header.history,
      `decode: ${n} spectra of a variational autoencoder (${model.provenance.madeBy})`,
    ],
  };
  return { rows, scale: sample.scale.slice(), shape: [n, width], ppm: like.ppm, header };
}
