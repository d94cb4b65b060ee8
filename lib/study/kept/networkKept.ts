import { createHash } from "node:crypto";
import { networkLoad, networkSave } from "../../models/index.js";
import type { Network } from "../../models/index.js";
import { libraryVersion } from "../../signal/index.js";
import { trainedKept } from "./trainedKept.js";
import type { TrainedKeptOptions } from "./trainedKept.js";

export type NetworkKeptOptions = TrainedKeptOptions;

/**
 * A network that is kept under the hash of what decides it (`trainedKept`).
 *
 * @param settings - everything that the training data and the network depend on; JSON.
 */
export function networkKept<Config>(
  kind: string,
  settings: unknown,
  train: (checkpoint: { path: string }) => Promise<Network<Config>>,
  options: NetworkKeptOptions = {},
): Promise<Network<Config>> {
  const hash = createHash("sha256")
    .update(JSON.stringify([kind, settings, libraryVersion()]))
    .digest("hex");
  const load = (folder: string): Network<Config> => networkLoad<Config>(folder, kind);
  return trainedKept(
    kind.replaceAll(" ", "-").toLowerCase(),
    hash,
    { load, save: networkSave, train },
    options,
  );
}
