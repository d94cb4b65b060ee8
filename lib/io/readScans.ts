import { InputError, type FidStack, type Progress } from "../signal/index.js";
import { readScan } from "./readScan.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { scanFiles, type ScanFilesOptions } from "./scanFiles.js";

export interface ReadScansOptions extends ReadScanOptions, ScanFilesOptions {
  progress?: Progress;
}

export interface ScanBatch {
  /** What was read, sorted by file. */
  scans: { file: string; stack: FidStack }[];
  /** What should have been a scan and could not be read, with the reason. */
  rejected: { file: string; error: Error }[];
}

/**
 * Reads every scan of a folder and the folders in it (or the one file given). A scan that cannot be
 * read does not end the batch; it is listed in `rejected`.
 *
 * What counts as a scan is said at `scanFiles`. A scan that is there in two formats is two scans: `include` chooses.
 *
 * @throws InputError when there is no such folder, or no scan in it.
 */
export async function readScans(path: string, options: ReadScansOptions = {}): Promise<ScanBatch> {
  const { include, all, progress, signal, ...reading } = options;
  const files = await scanFiles(path, { include, all, signal });
  if (files.length === 0) {
    const expected = "at least one NIfTI-MRS file, Philips SDAT/SPAR pair, TWIX, RDA or P-file";
    throw new InputError({ file: path, key: "scans", value: 0, expected });
  }
  const batch: ScanBatch = { scans: [], rejected: [] };
  for (const [k, file] of files.entries()) {
    signal?.throwIfAborted();
    try {
      batch.scans.push({ file, stack: await readScan(file, reading) });
    } catch (error) {
      batch.rejected.push({ file, error: error instanceof Error ? error : new Error(String(error)) });
    }
    progress?.(k + 1, files.length, file);
  }
  return batch;
}
