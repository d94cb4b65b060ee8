import { basename, extname } from "node:path";
import { rawParse } from "../io/rawParse.js";
import { readBytes } from "../io/readBytes.js";
import { textDecode } from "../io/textDecode.js";
import { InputError } from "../signal/index.js";
import type { ReadBasisOptions, StoredBasis } from "./basisFile.js";
import { storedRows, type StoredRow } from "./storedRows.js";

/** LCModel RAW files, one a metabolite, named by their file names, scaled by TRAMP / VOLUME. */
export async function readBasisRaw(
  files: readonly string[],
  path: string,
  { fallback = {} }: ReadBasisOptions = {},
): Promise<StoredBasis> {
  let condition: string | undefined;
  const rows: StoredRow[] = [];
  for (const file of files) {
    const raw = rawParse(textDecode(await readBytes(file)), file);
    if (raw.points !== raw.re.length) {
      const value = raw.re.length / raw.points;
      throw new InputError({ file, key: "FIDs", value, expected: "1 a metabolite" });
    }
    condition ??= raw.sequence?.toUpperCase();
    const scale = raw.tramp / raw.volume;
    const { dwellTime, spectrometerFrequency, echoTime } = raw;
    rows.push({
      file,
      name: basename(file, extname(file)),
      re: raw.re.map((value) => value * scale),
      im: raw.im.map((value) => value * scale),
      header: { dwellTime, spectrometerFrequency, echoTime },
    });
  }
  const told = rows[0].header;
  const needed = (key: "dwellTime" | "spectrometerFrequency", namelistKey: string, unit: string): number => {
    const value = told[key] ?? fallback[key];
    if (value !== undefined) return value;
    const expected = `${unit} in SEQPAR of ${rows[0].file}, or the option fallback.${key}`;
    throw new InputError({ file: path, key: namelistKey, expected });
  };
  return {
    format: "LCModel RAW",
    file: path,
    ...storedRows(rows),
    condition: condition ?? "UNKNOWN",
    dwellTime: needed("dwellTime", "DWELLTIME", "seconds"),
    spectrometerFrequency: needed("spectrometerFrequency", "HZPPPM", "MHz"),
    echoTime: told.echoTime,
  };
}
