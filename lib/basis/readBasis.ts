import { readdir, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { bytesAreRaw } from "../io/rawParse.js";
import { readBytes } from "../io/readBytes.js";
import { textDecode } from "../io/textDecode.js";
import { InputError } from "../signal/index.js";
import type { BasisFile, ReadBasisOptions, StoredBasis } from "./basisFile.js";
import { basisSettle } from "./basisSettle.js";
import { readBasisJson } from "./readBasisJson.js";
import { readBasisLcmodel } from "./readBasisLcmodel.js";
import { readBasisRaw } from "./readBasisRaw.js";

/**
 * Reads a basis set, whatever its format, which is found from the content: a folder of FSL-MRS JSON files, one
 * a metabolite; an LCModel `.BASIS` file; a folder of LCModel RAW files, one a metabolite, which often leave
 * frequency and dwell time to `fallback`. One JSON or RAW file alone is a set of one. A folder may hold files
 * of other kinds beside; of JSON and RAW in one folder the JSON is read.
 *
 * All end alike: one sign (ppm = referencePpm + f / spectrometerFrequency), the project's names, and the centre
 * that the data's own singlets tell (see `basisCentre`): files do not say it, and tools differ (4.65, 4.68,
 * 3.0 ppm). Amplitudes are as stored, times LCModel's TRAMP / (VOLUME CONC).
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readBasis(path: string, options: ReadBasisOptions = {}): Promise<BasisFile> {
  const kind = await stat(path).catch(() => undefined);
  if (kind === undefined) {
    throw new InputError({ file: path, key: "basis set", expected: "a file or folder that exists" });
  }
  const stored = kind.isDirectory() ? await readFolder(path, options) : await readFile(path, options);
  return basisSettle(stored, options);
}

async function readFile(path: string, options: ReadBasisOptions): Promise<StoredBasis> {
  const bytes = await readBytes(path);
  const text = textDecode(bytes);
  if (/^[\s\uFEFF]*\{/.test(text)) return readBasisJson([path], path);
  if (/(?<!\S)[$&]basis1?\b/i.test(text)) return readBasisLcmodel(text, path, options);
  if (bytesAreRaw(bytes)) return readBasisRaw([path], path, options);
  throw new InputError({
    file: path,
    key: "content",
    value: "unknown",
    expected: "a basis set: FSL-MRS JSON, LCModel .BASIS (namelist BASIS) or RAW (namelist NMID)",
  });
}

async function readFolder(path: string, options: ReadBasisOptions): Promise<StoredBasis> {
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const files: string[] = [];
  const others: string[] = [];
  for (const name of names) {
    const kind = await stat(join(path, name)).catch(() => undefined);
    if (kind?.isFile() && kind.size > 0) files.push(join(path, name));
    if (kind?.isDirectory() || /\.basis$/i.test(name)) others.push(name);
  }
  const json = files.filter((file) => extname(file).toLowerCase() === ".json");
  if (json.length > 0) return readBasisJson(json, path);
  const raw: string[] = [];
  for (const file of files) if (bytesAreRaw(await readBytes(file))) raw.push(file);
  if (raw.length > 0) return readBasisRaw(raw, path, options);
  throw new InputError({
    file: path,
    key: "basis set",
    value: "none",
    expected:
      "a folder of FSL-MRS JSON or LCModel RAW files, one a metabolite" +
      (others.length > 0 ? `; or what lies in it: ${others.join(", ")}` : ""),
  });
}
