import { readdir, stat } from "node:fs/promises";
import path from "node:path";
import { readBasis } from "../../basis/index.js";
import type { ReadBasisOptions } from "../../basis/index.js";
import type { BasisSet } from "../../spin/index.js";
import { basisPerProton } from "./basisPerProton.js";

/**
 * The basis sets of a file or folder: one set, or of a folder that holds `OFF` and `ON` (folders or `.BASIS` files, as
 * `simulate basis` writes them) both, named by condition. They are scaled so that a proton gives 1 at t = 0, as in the
 * library's own basis: concentrations from water, and sums with Gaussian macromolecules, rest on it.
 *
 * @param options - `fallback`: what LCModel's RAW leaves open.
 */
export async function basisSets(place: string, options: ReadBasisOptions = {}): Promise<BasisSet[]> {
  const kind = await stat(place).catch(() => undefined);
  const entries = kind?.isDirectory() ? await readdir(place) : [];
  const of = (condition: string): string | undefined =>
    entries.find((entry) => new RegExp(`^${condition}(\\.basis)?$`, "i").test(entry));
  const [off, on] = [of("OFF"), of("ON")];
  const parts: [string, string | undefined][] =
    off === undefined || on === undefined
      ? [[place, undefined]]
      : [
          [path.join(place, off), "OFF"],
          [path.join(place, on), "ON"],
        ];
  const sets: BasisSet[] = [];
  for (const [file, condition] of parts) {
    const set = await readBasis(file, options);
    sets.push({ ...set, condition: condition ?? set.condition });
  }
  // One scale for all: the difference of ON and OFF must stay what it is.
  const scale = basisPerProton(sets[0]);
  const scaled = (samples: Float64Array): Float64Array => samples.map((value) => value / scale);
  return sets.map((set) => ({ ...set, re: scaled(set.re), im: scaled(set.im) }));
}
