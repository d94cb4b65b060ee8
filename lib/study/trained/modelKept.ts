import { keptKey } from "../../kept/index.js";
import { vaeLoad, vaeSave, vaeTrain } from "../../models/index.js";
import type { SpectrumRows, Vae, VaeConfig, VaeTrainOptions } from "../../models/index.js";
import { trainedKept } from "./trainedKept.js";
import type { TrainedKeptOptions } from "./trainedKept.js";

export interface ModelKeptOptions extends TrainedKeptOptions, Pick<VaeTrainOptions, "progress" | "signal"> {
  /** What varies the training rows at every epoch, with the module that makes it and all data that it is made of. */
  augment?: { rows: VaeTrainOptions["augment"]; code: string; data: readonly ArrayBufferView[] };
}

/**
 * A variational autoencoder of some rows, kept under the hash of its settings, its rows and the code of training: trained when there is none.
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
  const key = keptKey({
    code: augment ? [import.meta.url, augment.code] : import.meta.url,
    settings,
    data: [training.rows, validation.rows, ...(augment?.data ?? [])],
  });
  const load = (folder: string): Vae => {
    progress?.(1, 1, "kept from before");
    return vaeLoad(folder);
  };
  const train = (checkpoint: { path: string }): Promise<Vae> =>
    vaeTrain(training, validation, settings, { progress, signal, checkpoint, augment: augment?.rows });
  return trainedKept(name, key, { load, save: vaeSave, train }, kept);
}
