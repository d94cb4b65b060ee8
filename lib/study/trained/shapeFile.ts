import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { writeFileAtomic } from "../../io/index.js";
import { EDIT_OFF, EDIT_ON, InputError } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { provenance } from "../files/provenance.js";

const FORMAT = "mrs-synth shape 1";

/** Where a model's folder keeps the mean OFF and ON of its training scans. */
function shapeFile(folder: string): string {
  return path.join(folder, "shape.json");
}

/** Writes the mean OFF and ON of a model's training scans (`scansShape`) beside it, with where it comes from. */
export async function shapeSave(
  shape: SpectrumStack,
  folder: string,
  from: Record<string, unknown>,
): Promise<void> {
  const { re, im, ppm, labels, dimensions: _dimensions, ...header } = shape;
  const json = { format: FORMAT, ...header, ppm: [...ppm], labels: [...labels!], re: [...re], im: [...im] };
  const text = JSON.stringify({ ...json, provenance: provenance(from) });
  await writeFileAtomic(shapeFile(folder), `${text}\n`);
}

type Saved = Omit<SpectrumStack, "re" | "im" | "ppm" | "labels"> &
  Record<"re" | "im" | "ppm" | "labels", number[]> & { format: string };

/** @throws InputError when the folder has none: it is of a model that was trained on scans without editing, or before. */
export function shapeLoad(folder: string): SpectrumStack {
  const file = shapeFile(folder);
  const expected = "the mean of the training scans, which train writes for edited scans";
  if (!existsSync(file)) throw new InputError({ file, key: "shape", value: "none", expected });
  const saved = JSON.parse(readFileSync(file, "utf8")) as Saved & { provenance: unknown };
  const size = 2 * (saved.ppm?.length ?? 0);
  if (saved.format !== FORMAT || saved.re?.length !== size || saved.im?.length !== size) {
    throw new InputError({ file, key: "format", value: saved.format, expected: FORMAT });
  }
  const { format: _format, provenance: _provenance, ...header } = saved;
  return {
    ...header,
    re: Float32Array.from(saved.re),
    im: Float32Array.from(saved.im),
    ppm: Float64Array.from(saved.ppm),
    labels: Uint8Array.of(EDIT_OFF, EDIT_ON),
  };
}
