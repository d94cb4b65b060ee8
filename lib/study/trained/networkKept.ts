import { keptKey } from "../../kept/index.js";
import type { KeptOf } from "../../kept/index.js";
import { networkLoad, networkSave } from "../../models/index.js";
import type { Network } from "../../models/index.js";
import { trainedKept } from "./trainedKept.js";
import type { TrainedKeptOptions } from "./trainedKept.js";

export type NetworkKeptOptions = TrainedKeptOptions;

/**
 * A network that is kept under the hash of what decides it: the code that trains it, settings and data (`trainedKept`).
 *
 * @param of - `code`: the module that makes training data and network; `data`: what it makes them of.
 */
export function networkKept<Config>(
  kind: string,
  of: KeptOf,
  train: (checkpoint: { path: string }) => Promise<Network<Config>>,
  options: NetworkKeptOptions = {},
): Promise<Network<Config>> {
  const load = (folder: string): Network<Config> => networkLoad<Config>(folder, kind);
  return trainedKept(
    kind.replaceAll(" ", "-").toLowerCase(),
    keptKey({ ...of, settings: [kind, of.settings] }),
    { load, save: networkSave, train },
    options,
  );
}
