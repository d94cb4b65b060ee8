import { existsSync, readFileSync } from "node:fs";
import { InputError } from "../signal/inputError.js";
import { type ArraysIndex, arraysUnpack } from "./arraysPack.js";
import type { Checkpoint } from "./checkpoint.js";
import { CHECKPOINT_MAGIC } from "./checkpointSave.js";
import type { NamedArrays } from "./objective.js";

type Header = Pick<Checkpoint, "fingerprint" | "sums" | "history"> & {
  updates: number;
  bestEpoch: number;
  index: ArraysIndex;
};

/**
 * Reads a checkpoint; `undefined` when there is no such file.
 *
 * @throws InputError when the file is not a whole checkpoint.
 */
export function checkpointLoad(path: string): Checkpoint | undefined {
  if (!existsSync(path)) return undefined;
  const bytes = readFileSync(path);
  const magic = bytes.toString("latin1", 0, CHECKPOINT_MAGIC.length);
  if (magic !== CHECKPOINT_MAGIC || bytes.length < CHECKPOINT_MAGIC.length + 4) {
    throw new InputError({ file: path, key: "magic", value: magic, expected: CHECKPOINT_MAGIC });
  }
  const start = CHECKPOINT_MAGIC.length + 4;
  const end = start + bytes.readUInt32LE(CHECKPOINT_MAGIC.length);
  let header: Header;
  try {
    header = JSON.parse(bytes.toString("utf8", start, end)) as Header;
  } catch {
    throw new InputError({ file: path, key: "header", value: "not JSON", expected: "a whole checkpoint" });
  }
  const { updates, bestEpoch, index, ...rest } = header;
  const arrays = arraysUnpack(index, bytes.subarray(end), path);
  const part = (name: string): NamedArrays =>
    Object.fromEntries(
      Object.entries(arrays)
        .filter(([key]) => key.startsWith(`${name}/`))
        .map(([key, values]) => [key.slice(name.length + 1), values]),
    );
  return {
    ...rest,
    state: { updates, weights: part("weights"), m: part("m"), v: part("v") },
    best: { epoch: bestEpoch, weights: part("best") },
  };
}
