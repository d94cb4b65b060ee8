import { readFileSync } from "node:fs";
import { join } from "node:path";
import { arraysUnpack, type ArraysIndex } from "../engine/arraysPack.js";
import { mapValues } from "../engine/mapValues.js";
import { InputError } from "../signal/inputError.js";
import type { Vae } from "./vae.js";
import { vaeConfigCheck } from "./vaeConfigCheck.js";
import { vaeWeightShapes } from "./vaeNetwork.js";
import { VAE_FORMAT } from "./vaeSave.js";

type Saved = Omit<Vae, "weights" | "ppm"> & {
  format: string;
  ppm: number[];
  weights: ArraysIndex & { shapes: Record<string, number[]> };
};

/**
 * Loads a model that `vaeSave` saved, bit by bit the same.
 *
 * @throws InputError when the folder does not hold a whole model.
 */
export function vaeLoad(folder: string): Vae {
  const file = join(folder, "model.json");
  const saved = parse(file);
  if (saved?.format !== VAE_FORMAT) {
    throw new InputError({ file, key: "format", value: saved?.format, expected: VAE_FORMAT });
  }
  for (const key of ["config", "ppm", "header", "history", "provenance", "weights"] as const) {
    if (typeof saved[key] !== "object")
      throw new InputError({ file, key, value: saved[key], expected: "a value" });
  }
  const config = vaeConfigCheck(saved.config, file);
  const { shapes, ...index } = saved.weights;
  const expected = JSON.stringify(vaeWeightShapes(config, 2 * saved.ppm.length));
  if (JSON.stringify(shapes) !== expected) {
    throw new InputError({ file, key: "weights.shapes", value: shapes, expected });
  }
  const path = join(folder, "weights.bin");
  const arrays = arraysUnpack(index, read(path), path);
  return {
    config,
    weights: mapValues(arrays, (values, name) => ({ shape: shapes[name], values })),
    ppm: Float64Array.from(saved.ppm),
    header: saved.header,
    history: saved.history,
    provenance: saved.provenance,
  };
}

function parse(file: string): Saved | null {
  const text = read(file).toString("utf8");
  try {
    return JSON.parse(text) as Saved | null;
  } catch {
    throw new InputError({
      file,
      key: "content",
      value: `${text.slice(0, 20)}…`,
      expected: "the JSON of a saved model",
    });
  }
}

function read(file: string): Buffer {
  try {
    return readFileSync(file);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw new InputError({ file, key: "file", value: code, expected: "a file of a saved model" });
  }
}
