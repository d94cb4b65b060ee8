import path from "node:path";
import { readScans } from "../../io/index.js";
import type { ScanBatch } from "../../io/index.js";
import { scanPrepare } from "./scanPrepare.js";
import type { StudyScan } from "./studySet.js";

/** Files that are no scans to learn from: noise-free truths and water references. */
const NOT_STUDIED = /(_clean\.nii(\.gz)?|_ref\.(sdat|nii|nii\.gz)|_h2o\.\w+|_mrsref\.nii(\.gz)?)$/i;

/**
 * Reads the scans of a folder as a study takes them (`scanPrepare`). A scan's subject is the `sub-…` part of its path
 * where there is one, else its path; NIfTI-MRS beside an SDAT of the same name is the same scan and counts once.
 *
 * @returns the scans, and what could not be read with the reason.
 * @throws InputError when there is no such folder, or no scan in it.
 */
export async function scansOfFolder(
  folder: string,
): Promise<{ scans: StudyScan[]; rejected: ScanBatch["rejected"] }> {
  const { scans, rejected } = await readScans(folder, { include: (file) => !NOT_STUDIED.test(file) });
  const found = new Map<string, StudyScan>();
  for (const { file, stack } of scans) {
    const name = path.relative(folder, file).replace(/(\.nii)?\.\w+$/i, "");
    if (found.has(name)) continue;
    found.set(name, { id: /sub-[A-Za-z0-9]+/.exec(name)?.[0] ?? name, stack: scanPrepare(stack) });
  }
  return { scans: [...found.values()], rejected };
}
