import { basename, extname } from "node:path";
import { readBytes } from "../io/readBytes.js";
import { InputError } from "../signal/index.js";
import type { StoredBasis } from "./basisFile.js";
import { storedRows, type StoredRow } from "./storedRows.js";

/**
 * FSL-MRS basis files, one JSON a metabolite. FSL-MRS conjugates what it reads from them and has the library's
 * sign then, so that they hold the conjugate; files that others made may not (see `basisCentre`). Beyond its own fields, `meta` may tell `TE` (s), `condition` (or `edit`) and `referencePpm`.
 *
 * @param files - of one set.
 * @param path - the set's name in errors: the folder, or the one file.
 */
export async function readBasisJson(files: readonly string[], path: string): Promise<StoredBasis> {
  const rows: (StoredRow & { condition?: string })[] = [];
  for (const file of files) rows.push(jsonRow(new TextDecoder().decode(await readBytes(file)), file));
  const { dwellTime, spectrometerFrequency, echoTime, referencePpm } = rows[0].header;
  return {
    format: "FSL-MRS JSON",
    file: path,
    ...storedRows(rows),
    condition: rows[0].condition ?? "UNKNOWN",
    dwellTime: dwellTime!,
    spectrometerFrequency: spectrometerFrequency!,
    echoTime,
    referencePpm,
  };
}

function jsonRow(text: string, file: string): StoredRow & { condition?: string } {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text.replace(/^\uFEFF/, ""));
  } catch (error) {
    throw new InputError({ file, key: "JSON", value: (error as Error).message, expected: "a JSON object" });
  }
  const { basis, meta } = (parsed ?? {}) as { basis?: unknown; meta?: unknown };
  if (typeof basis !== "object" || basis === null) {
    const expected = "the object that FSL-MRS keeps a metabolite's FID in (basis_re, basis_im, …)";
    throw new InputError({ file, key: "basis", value: basis, expected });
  }
  const fields = basis as Record<string, unknown>;
  const told = (typeof meta === "object" && meta !== null ? meta : {}) as Record<string, unknown>;
  const number = (key: string, expected: string): number => {
    const value = fields[key];
    if (typeof value !== "number") throw new InputError({ file, key: `basis.${key}`, value, expected });
    return value;
  };
  const samples = (key: string): number[] => {
    const value = fields[key];
    if (!Array.isArray(value) || value.length < 2 || value.some((sample) => typeof sample !== "number")) {
      const shown = Array.isArray(value) ? `a list of ${value.length}` : value;
      const expected = "a list of numbers, at least 2";
      throw new InputError({ file, key: `basis.${key}`, value: shown, expected });
    }
    return value as number[];
  };
  const optional = (value: unknown): number | undefined => (typeof value === "number" ? value : undefined);
  const re = samples("basis_re");
  const im = samples("basis_im");
  if (im.length !== re.length) {
    const expected = `${re.length}, as many as basis.basis_re`;
    throw new InputError({ file, key: "length of basis.basis_im", value: im.length, expected });
  }
  const name = fields.basis_name;
  const condition = told.condition ?? told.edit;
  return {
    file,
    name: typeof name === "string" && name.trim() !== "" ? name : basename(file, extname(file)),
    re,
    im: im.map((value) => -value),
    header: {
      dwellTime: number("basis_dwell", "the dwell time in s"),
      spectrometerFrequency: number("basis_centre", "the spectrometer frequency in MHz"),
      echoTime: optional(told.TE),
      referencePpm: optional(told.referencePpm),
    },
    condition: typeof condition === "string" ? condition : undefined,
  };
}
