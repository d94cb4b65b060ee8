import { arraysPack } from "../engine/arraysPack.js";
import { mapValues } from "../engine/mapValues.js";
import { folderReplace } from "./folderReplace.js";
import type { Vae } from "./vae.js";

/** What `model.json` says it is. */
export const VAE_FORMAT = "mrs-synth VAE 1";

/**
 * Saves a model as a folder of `model.json` (config, ppm axis, header, training history, provenance, and
 * the index of the weights) and `weights.bin` (float32, little-endian). The folder is written under a
 * temporary name and renamed; a model that was there is replaced by the whole new one.
 */
export function vaeSave(model: Vae, folder: string): void {
  const { weights, ppm, ...rest } = model;
  const { index, bytes } = arraysPack(mapValues(weights, ({ values }) => values));
  const shapes = mapValues(weights, ({ shape }) => shape);
  const json = { format: VAE_FORMAT, ...rest, ppm: [...ppm], weights: { shapes, ...index } };
  folderReplace(folder, {
    "weights.bin": bytes,
    "model.json": `${JSON.stringify(json, undefined, 1)}\n`,
  });
}
