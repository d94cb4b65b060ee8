import { mkdir, readdir, readFile, rename, rm } from "node:fs/promises";
import { basename, dirname, join, resolve } from "node:path";
import { writeFileAtomic } from "../io/index.js";
import { InputError, libraryVersion } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { basisNames } from "./basisNames.js";
import { basisRecentre } from "./basisRecentre.js";

export interface WriteBasisOptions {
  /** ppm at 0 Hz in the file. @default 4.65, which FSL-MRS and LCModel take it to be */
  referencePpm?: number;
}

export interface WriteBasisJsonOptions extends WriteBasisOptions {
  /** Fields for `meta` of each file: what the basis was made from. @default {} */
  meta?: Readonly<Record<string, unknown>>;
}

/**
 * Writes a basis set as a folder that FSL-MRS reads: one JSON a metabolite, `basis_re`, `basis_im` and the
 * header; in `meta` what `readBasis` takes besides (TE, condition, referencePpm). The folder is there whole or
 * not at all: it is made under another name, and takes the place of a basis folder of that name.
 *
 * @throws InputError for names that collide or cannot name a file, samples that are not finite, and a folder
 *   that holds anything but a basis set.
 */
export async function writeBasisJson(
  basis: BasisSet,
  folder: string,
  options: WriteBasisJsonOptions = {},
): Promise<void> {
  const { referencePpm = 4.65, meta = {} } = options;
  basisNames(basis.names, folder);
  const { names, re, im, shape, condition, header } = basisRecentre(basis, referencePpm);
  const points = shape[1];
  const target = resolve(folder);
  const made = join(dirname(target), `.${basename(target)}.${process.pid}.tmp`);
  await mkdir(made, { recursive: true });
  try {
    for (const [row, name] of names.entries()) {
      if (!/^[^/\\:*?"<>|.][^/\\:*?"<>|]*$/.test(name)) {
        throw new InputError({
          file: folder,
          key: "name",
          value: name,
          expected: "one that can name a file",
        });
      }
      const part = (samples: Float64Array): number[] => [
        ...samples.subarray(row * points, (row + 1) * points),
      ];
      const basis_re = part(re);
      // FSL-MRS conjugates on reading.
      const basis_im = part(im).map((value) => -value);
      if (![...basis_re, ...basis_im].every(Number.isFinite)) {
        throw new InputError({ file: folder, key: `samples of ${name}`, expected: "finite numbers" });
      }
      const content = {
        basis: {
          basis_name: name,
          basis_re,
          basis_im,
          basis_dwell: header.dwellTime,
          basis_centre: header.spectrometerFrequency,
          basis_width: 0,
        },
        meta: {
          SimVersion: `mrs-synth ${libraryVersion()}`,
          condition,
          TE: header.echoTime,
          referencePpm,
          ...meta,
        },
      };
      await writeFileAtomic(join(made, `${name}.json`), `${JSON.stringify(content)}\n`);
    }
    await replaceFolder(made, target, folder);
  } finally {
    await rm(made, { recursive: true, force: true });
  }
}

async function replaceFolder(made: string, target: string, folder: string): Promise<void> {
  const there = await readdir(target).catch(() => undefined);
  if (there === undefined) return rename(made, target);
  for (const name of there) {
    // What was there is deleted: it must be what this function, or FSL-MRS, writes.
    const isBasis =
      name.endsWith(".json") && (await readFile(join(target, name), "utf8")).includes('"basis_re"');
    if (isBasis) continue;
    const expected = "a new folder, or one that holds a basis set's JSON files only";
    throw new InputError({ file: folder, key: "folder", value: `one with ${name}`, expected });
  }
  const old = `${made}.old`;
  await rename(target, old);
  await rename(made, target);
  await rm(old, { recursive: true, force: true });
}
