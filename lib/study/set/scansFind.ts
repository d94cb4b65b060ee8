import { stat } from "node:fs/promises";
import path from "node:path";
import { scanFiles, scanName } from "../../io/index.js";
import type { ScanBatch } from "../../io/index.js";
import { InputError } from "../../signal/index.js";
import { namesApart } from "./namesApart.js";
import { scansPair } from "./scansPair.js";
import type { ScanPaired } from "./scansPair.js";

export interface ScanFound extends ScanPaired {
  /** The file's name without extension, with as much of its folders as tells it from all others. */
  name: string;
}

export interface ScansFound {
  /** In the order given; those of a folder sorted. */
  scans: ScanFound[];
  /** Water references by name that no scan is found for. */
  alone: string[];
  /** Files given twice. */
  rejected: ScanBatch["rejected"];
}

/**
 * The scans of files and folders, each with its water reference by name (`scansPair`); none is read. A file that is
 * water by its name is no scan. In a folder NIfTI-MRS beside an SDAT of the same name is the same scan and counts once;
 * water of a file that was named is looked for in its folder.
 *
 * @throws InputError where a folder holds no scan.
 */
export async function scansFind(places: readonly string[]): Promise<ScansFound> {
  const wanted = new Map<string, string>();
  const beside = new Set<string>();
  const rejected: ScansFound["rejected"] = [];
  for (const place of places) {
    const kind = await stat(place).catch(() => undefined);
    const inside = kind?.isDirectory() ? await scanFiles(place, { all: true }) : [place];
    if (inside[0] !== place) {
      if (inside.length === 0) {
        throw new InputError({ file: place, key: "scans", value: 0, expected: "a folder with scans" });
      }
      for (const file of inside) beside.add(path.resolve(file));
      for (const file of formatsOnce(inside)) wanted.set(path.resolve(file), file);
      continue;
    }
    const full = path.resolve(place);
    const before = wanted.get(full);
    if (before !== undefined) {
      const expected = `another name than ${before}, whose results it would overwrite`;
      const error = new InputError({ file: place, key: "name", value: scanName(place), expected });
      rejected.push({ file: place, error });
      continue;
    }
    wanted.set(full, place);
    if (kind === undefined) continue;
    for (const file of await scanFiles(path.dirname(full), { all: true, deep: false })) beside.add(file);
  }
  // Of an SDAT/SPAR pair both may be named, by `S01*`.
  for (const full of wanted.keys()) {
    const sdat = [".SDAT", ".sdat"].map((end) => full.replace(/\.spar$/i, end));
    if (/\.spar$/i.test(full) && sdat.some((file) => wanted.has(file))) wanted.delete(full);
  }
  const { scans, alone } = scansPair([...new Set([...wanted.keys(), ...beside])]);
  const shown = (file: string): string =>
    wanted.get(file) ?? (path.isAbsolute(places[0]) ? file : path.relative("", file));
  const found = new Map(scans.map((scan) => [scan.file, scan]));
  const chosen = [...wanted.keys()].flatMap((full) => found.get(full) ?? []);
  const names = namesApart(chosen.map(({ file }) => file));
  return {
    scans: chosen.map(({ file, water, unsure }, k) => ({
      file: shown(file),
      name: names[k],
      ...(water !== undefined && { water: shown(water) }),
      ...(unsure !== undefined && { unsure: unsure.map(shown) }),
    })),
    alone: alone.filter((file) => wanted.has(file)).map(shown),
    rejected,
  };
}

/** Of files that differ in format only the first; LCModel's water has the name of its scan. */
function formatsOnce(files: readonly string[]): string[] {
  const seen = new Set<string>();
  return files.filter((file) => {
    if (/\.h2o$/i.test(file)) return true;
    const stem = path.join(path.dirname(file), scanName(file));
    return !seen.has(stem) && seen.add(stem);
  });
}
