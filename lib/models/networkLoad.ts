import { readFileSync } from "node:fs";
import { join } from "node:path";
import { arraysUnpack, type ArraysIndex } from "../engine/arraysPack.js";
import { mapValues } from "../engine/mapValues.js";
import { InputError } from "../signal/inputError.js";
import type { Network } from "./network.js";
import { NETWORK_FORMAT } from "./networkSave.js";

type Saved<Config> = Omit<Network<Config>, "weights"> & {
  format: string;
  weights: ArraysIndex & { shapes: Record<string, number[]> };
};

/**
 * Loads a network that `networkSave` saved, bit by bit the same.
 *
 * @param kind - what it must be.
 * @throws InputError when the folder does not hold a whole network of that kind.
 */
export function networkLoad<Config>(folder: string, kind: string): Network<Config> {
  const file = join(folder, "network.json");
  let saved: Saved<Config>;
  try {
    saved = JSON.parse(readFileSync(file, "utf8")) as Saved<Config>;
  } catch (error) {
    const value = error instanceof Error ? error.message : String(error);
    throw new InputError({ file, key: "content", value, expected: "the JSON of a saved network" });
  }
  if (saved?.format !== NETWORK_FORMAT) {
    throw new InputError({ file, key: "format", value: saved?.format, expected: NETWORK_FORMAT });
  }
  if (saved.kind !== kind) throw new InputError({ file, key: "kind", value: saved.kind, expected: kind });
  const { shapes, ...index } = saved.weights;
  const path = join(folder, "weights.bin");
  let bytes: Buffer;
  try {
    bytes = readFileSync(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError({
      file: path,
      key: "file",
      value: code,
      expected: "the weights of a saved network",
    });
  }
  const arrays = arraysUnpack(index, bytes, path);
  for (const [name, values] of Object.entries(arrays)) {
    const size = shapes[name]?.reduce((product, length) => product * length, 1);
    if (size !== values.length) {
      const expected = `a shape of ${values.length} values`;
      throw new InputError({ file, key: `weights.shapes.${name}`, value: shapes[name], expected });
    }
  }
  const { config, history, provenance } = saved;
  const weights = mapValues(arrays, (values, name) => ({ shape: shapes[name], values }));
  return { kind, config, weights, history, provenance };
}
