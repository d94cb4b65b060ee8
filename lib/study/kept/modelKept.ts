import { createHash } from "node:crypto";
import { vaeLoad, vaeSave, vaeTrain } from "../../models/index.js";
import type { SpectrumRows, Vae, VaeConfig, VaeTrainOptions } from "../../models/index.js";
import { libraryVersion } from "../../signal/index.js";
import { trainedKept } from "./trainedKept.js";
import type { TrainedKeptOptions } from "./trainedKept.js";

export interface ModelKeptOptions
  extends TrainedKeptOptions, Pick<VaeTrainOptions, "progress" | "signal" | "augment"> {}

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
  const { progress, signal, augment, ...kept } = options;
  const hash = createHash("sha256").update(JSON.stringify({ settings, version: libraryVersion() }));
  for (const { rows } of [training, validation]) hash.update(rows);
  const load = (folder: string): Vae => {
    progress?.(1, 1, "kept from before");
    return vaeLoad(folder);
  };
  const train = (checkpoint: { path: string }): Promise<Vae> =>
    vaeTrain(training, validation, settings, { progress, signal, checkpoint, augment });
  return trainedKept(name, hash.digest("hex"), { load, save: vaeSave, train }, kept);
}
