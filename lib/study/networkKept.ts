import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { networkLoad, networkSave } from "../models/index.js";
import type { Network } from "../models/index.js";
import { libraryVersion } from "../signal/index.js";
import { projectRoot } from "./projectRoot.js";

export interface NetworkKeptOptions {
  /** Train again even when one is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  /** Folder of kept networks. @default `.cache/models` of the project, or `$MRS_CACHE/models` */
  cache?: string;
}

/**
 * A network that is trained once and kept under the hash of what decides it, so that notebooks and command line share
 * it; `train` is told where to keep what it needs to go on after an interruption.
 *
 * @param settings - everything that the training data and the network depend on; JSON.
 */
export async function networkKept<Config>(
  kind: string,
  settings: unknown,
  train: (checkpoint: { path: string }) => Promise<Network<Config>>,
  { fresh = Boolean(process.env.MRS_FRESH), cache }: NetworkKeptOptions = {},
): Promise<Network<Config>> {
  const home = cache ?? path.join(process.env.MRS_CACHE ?? path.join(projectRoot(), ".cache"), "models");
  const hash = createHash("sha256")
    .update(JSON.stringify([kind, settings, libraryVersion()]))
    .digest("hex");
  const folder = path.join(home, `${kind.replaceAll(" ", "-").toLowerCase()}-${hash.slice(0, 16)}`);
  if (!fresh && existsSync(folder)) return networkLoad<Config>(folder, kind);
  const network = await train({ path: `${folder}.checkpoint` });
  if (network.provenance.stopped !== "signal") networkSave(network, folder);
  return network;
}
