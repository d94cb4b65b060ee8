import { readdir, realpath, stat } from "node:fs/promises";
import { extname, join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { InputError, type FidStack, type Progress } from "../signal/index.js";
import { bytesAreGzip } from "./bytesUnzip.js";
import { fileBeside } from "./fileBeside.js";
import { fileHead } from "./fileHead.js";
import { niftiHeader, niftiVersion } from "./niftiHeader.js";
import { readScan } from "./readScan.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { vendorScan, type VendorFormat } from "./vendorScan.js";

/** The makers' formats of which one file is one scan. */
const FILE_FORMATS: readonly VendorFormat[] = ["Siemens TWIX", "Siemens RDA", "GE P-file"];

export interface ReadScansOptions extends ReadScanOptions {
  /** Which files to look at, by path; for example `(file) => /_act\.sdat$/i.test(file)`. @default all */
  include?: (file: string) => boolean;
  progress?: Progress;
  signal?: AbortSignal;
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
 * A file counts as a scan when its name (.sdat, .spar, .nii, .nii.gz) or its content (NIfTI, and the makers' formats
 * that have a scan a file: TWIX, RDA, P-file) says so. Of DICOMs, and of Bruker's and Varian's folders, `readScan`
 * takes the folder.
 * An SDAT/SPAR pair counts once, under its SDAT. Left out without a word are files of other kinds
 * (notes, tables, JSON, basis sets), hidden files, and NIfTI images that are no spectroscopy (anatomy
 * in the same folder). A scan that is there in two formats is two scans: `include` chooses.
 *
 * @throws InputError when there is no such folder, or no scan in it.
 */
export async function readScans(path: string, options: ReadScansOptions = {}): Promise<ScanBatch> {
  const { include = () => true, progress, signal, ...reading } = options;
  const files: string[] = [];
  for (const file of (await filesBelow(path)).filter(include)) {
    signal?.throwIfAborted();
    if (await isScan(file)) files.push(file);
  }
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

/** The files below a folder, links followed, each folder once, sorted. */
async function filesBelow(path: string, visited = new Set<string>()): Promise<string[]> {
  let kind;
  try {
    kind = await stat(path);
  } catch {
    // A link to nowhere inside the folder is no scan; the folder itself must be there.
    if (visited.size > 0) return [];
    throw new InputError({ file: path, key: "file", expected: "a folder or a file that exists" });
  }
  if (kind.isFile()) return [path];
  if (!kind.isDirectory()) return [];
  const real = await realpath(path);
  if (visited.has(real)) return [];
  visited.add(real);
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const files: string[] = [];
  for (const name of names) files.push(...(await filesBelow(join(path, name), visited)));
  return files;
}

async function isScan(file: string): Promise<boolean> {
  const extension = extname(file).toLowerCase();
  if (extension === ".sdat") return true;
  if (extension === ".spar") return (await fileBeside(file, ".sdat")) === undefined;
  const head = await headOf(file);
  if (niftiVersion(head) === undefined) return /\.nii(\.gz)?$/i.test(file) || (await isVendorFile(file));
  try {
    const { intentName, dim } = niftiHeader(head, file);
    return intentName.startsWith("mrs_v") || dim[1] * dim[2] * dim[3] === 1;
  } catch {
    return true; // to be refused with its reason
  }
}

async function isVendorFile(file: string): Promise<boolean> {
  try {
    const scan = await vendorScan(file);
    return scan !== undefined && FILE_FORMATS.includes(scan.format);
  } catch {
    return false; // a DICOM that is an image
  }
}

/** The first bytes of a file, unzipped as far as they go; none when it cannot be read. */
async function headOf(path: string): Promise<Uint8Array> {
  const bytes = await fileHead(path, 4096);
  if (!bytesAreGzip(bytes)) return bytes;
  try {
    return gunzipSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH });
  } catch {
    return new Uint8Array(0);
  }
}
