import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { arraysPack } from "../engine/arraysPack.js";
import { mapValues } from "../engine/mapValues.js";
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
  const target = resolve(folder);
  const [fresh, old] = ["new", "old"].map((what) => `${target}.${process.pid}.${what}`);
  mkdirSync(dirname(target), { recursive: true });
  try {
    mkdirSync(fresh);
    writeFileSync(join(fresh, "weights.bin"), bytes);
    writeFileSync(join(fresh, "network.json"), `${JSON.stringify(json, undefined, 1)}\n`);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    for (const leftover of [fresh, old]) rmSync(leftover, { recursive: true, force: true });
  }
}
