import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { vaeLoad, vaeSave, vaeTrain } from "../models/index.js";
import type { SpectrumRows, Vae, VaeConfig, VaeTrainOptions } from "../models/index.js";
import { libraryVersion } from "../signal/index.js";
import { projectRoot } from "./projectRoot.js";

export interface ModelKeptOptions extends Pick<VaeTrainOptions, "progress" | "signal" | "augment"> {
  /** Train again even when a model of the same data and settings is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  /** Folder of kept models. @default `.cache/models` of the project, or `$MRS_CACHE/models` */
  cache?: string;
}

/**
 * A variational autoencoder of some rows, kept under the hash of its settings and rows: trained when there is none.
 * An interrupted training goes on where it stopped.
 *
 * @param name - what the folder's name begins with.
 */
export async function modelKept(
  name: string,
  training: SpectrumRows,
  validation: SpectrumRows,
  settings: VaeConfig,
  options: ModelKeptOptions = {},
): Promise<Vae> {
  const { fresh = Boolean(process.env.MRS_FRESH), progress, signal, augment } = options;
  const cache =
    options.cache ?? path.join(process.env.MRS_CACHE ?? path.join(projectRoot(), ".cache"), "models");
  const hash = createHash("sha256").update(JSON.stringify({ settings, version: libraryVersion() }));
  for (const { rows } of [training, validation]) hash.update(rows);
  const folder = path.join(cache, `${name}-${hash.digest("hex").slice(0, 16)}`);
  if (!fresh && existsSync(folder)) {
    progress?.(1, 1, "kept from before");
    return vaeLoad(folder);
  }
  const checkpoint = { path: `${folder}.checkpoint` };
  const model = await vaeTrain(training, validation, settings, { progress, signal, checkpoint, augment });
  if (model.provenance.stopped !== "signal") vaeSave(model, folder);
  return model;
}
