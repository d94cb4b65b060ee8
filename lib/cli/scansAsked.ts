import { stat } from "node:fs/promises";
import { scanName } from "../io/index.js";
import { vendorScan } from "../io/vendorScan.js";
import { InputError } from "../signal/index.js";
import { scansFind } from "../study/set/scansFind.js";
import { leftOut, note } from "./terminal.js";

/** The options of `fit` and `process` that name scans besides their files. */
export interface ScansOptions {
  on?: string;
  off?: string;
  /** Water of the one scan; false: of none. Else each scan has what its name leads to. */
  water?: string | boolean;
}

/** A scan of the command line. */
export interface ScanAsked {
  /** That of OFF where ON lies in a file of its own. */
  file: string;
  on?: string;
  /** By which its results are kept, different for each scan. */
  name: string;
  water?: string;
  /** Whether its water was found by name. */
  byName?: boolean;
}

/**
 * The scans that files, folders, `--on` and `--off` ask for, each with its water. What was found by name and what is left
 * out is said on stderr.
 *
 * @param waterOption - which option gives `water`, for errors.
 * @returns `several`: whether there may be more than one, so that results are lists and folders.
 * @throws InputError where nothing is asked for, or options contradict each other.
 */
export async function scansAsked(
  places: readonly string[],
  { on, off, water }: ScansOptions,
  waterOption: "--water" | "--reference",
): Promise<{ scans: ScanAsked[]; several: boolean }> {
  const apart = on !== undefined && off !== undefined;
  if (places.length > 0 ? (on ?? off) !== undefined : !apart) {
    const expected = "FILE…, or --on FILE and --off FILE for the two conditions of one scan";
    throw new InputError({ key: "scan", value: [...places, on, off].find(Boolean), expected });
  }
  const asked = apart ? [off] : places;
  const several = asked.length > 1 || (await isFolder(asked[0]));
  if (typeof water === "string" && several) {
    const value = `for ${asked.length > 1 ? `${asked.length} files` : "a folder"}`;
    throw new InputError({ key: waterOption, value, expected: "one FILE: water belongs to its own scan" });
  }
  if (!several && (typeof water === "string" || water === false)) {
    const given = typeof water === "string" ? { water } : {};
    return { scans: [{ file: asked[0], on, name: scanName(asked[0]), ...given }], several };
  }
  const { scans, alone, rejected } = await scansFind(asked);
  for (const { file, error } of rejected) leftOut(file, error);
  for (const file of alone) note(`${file}: water by its name, and no scan for it`);
  if (scans.length === 0 && rejected.length === 0) {
    const expected =
      "a scan: by its name this is unsuppressed water (--no-water takes a single FILE as it is)";
    throw new InputError({ key: "scan", value: asked.join(", "), expected });
  }
  return {
    several,
    scans: scans.map(({ file, name, water: found, unsure }) => {
      if (water === false) return { file, name };
      if (found !== undefined) note(`${file}: with its water ${found}`);
      if (unsure !== undefined) note(`${file}: without water, its name leads to ${unsure.join(" and ")}`);
      return { file, on, name, ...(found !== undefined && { water: found, byName: true }) };
    }),
  };
}

/** A folder of scans, not one that is itself a scan, as DICOM, Bruker and Varian have them. */
async function isFolder(place: string): Promise<boolean> {
  if (!(await stat(place).catch(() => undefined))?.isDirectory()) return false;
  return (await vendorScan(place).catch(() => undefined)) === undefined;
}
