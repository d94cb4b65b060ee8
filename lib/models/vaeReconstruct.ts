import type { SpectrumRows } from "./spectrumRows.js";
import type { Vae } from "./vae.js";
import { vaeDecode } from "./vaeDecode.js";
import { vaeEncode } from "./vaeEncode.js";

/** Each spectrum as the model sees it: decoded from its latent mean, with its own scale, label and header. */
export function vaeReconstruct(model: Vae, rows: SpectrumRows): SpectrumRows {
  const { mean: z, scale, labels, shape } = vaeEncode(model, rows);
  return vaeDecode(model, { z, scale, labels, shape }, { like: rows });
}
