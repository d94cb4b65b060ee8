import { arraysPack } from "../engine/arraysPack.js";
import { mapValues } from "../engine/mapValues.js";
import { folderReplace } from "./folderReplace.js";
import type { Network } from "./network.js";

/** What `network.json` says it is. */
export const NETWORK_FORMAT = "mrs-synth network 1";

/**
 * Saves a network as a folder of `network.json` and `weights.bin` (float32, little-endian), written under a temporary
 * name and renamed; one that was there is replaced by the whole new one.
 */
export function networkSave<Config>(network: Network<Config>, folder: string): void {
  const { weights, ...rest } = network;
  const { index, bytes } = arraysPack(mapValues(weights, ({ values }) => values));
  const shapes = mapValues(weights, ({ shape }) => shape);
  const json = { format: NETWORK_FORMAT, ...rest, weights: { shapes, ...index } };
  folderReplace(folder, {
    "weights.bin": bytes,
    "network.json": `${JSON.stringify(json, undefined, 1)}\n`,
  });
}
