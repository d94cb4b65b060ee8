import { readdir, realpath, stat } from "node:fs/promises";
import { dirname, extname, join } from "node:path";
import { constants, gunzipSync } from "node:zlib";
import { InputError } from "../signal/index.js";
import { bytesText } from "./bytesText.js";
import { bytesAreGzip } from "./bytesUnzip.js";
import { fileBeside } from "./fileBeside.js";
import { bytesAreJmrui } from "./jmruiToStack.js";
import { fileHead } from "./fileHead.js";
import { niftiHeader, niftiVersion } from "./niftiHeader.js";
import { bytesAreRaw } from "./rawParse.js";
import { vendorScan, type VendorFormat, type VendorScan } from "./vendorScan.js";

/** The makers' formats of which one file is one scan. */
const FILE_FORMATS: readonly VendorFormat[] = ["Siemens TWIX", "Siemens RDA", "GE P-file"];

export interface ScanFilesOptions {
  /** Which files to look at, by path; for example `(file) => /_act\.sdat$/i.test(file)`. @default all */
  include?: (file: string) => boolean;
  /**
   * Take LCModel RAW and H2O and jMRUI text too, whose files may leave something open (`fallback`), and folders that are
   * one scan (DICOM, Bruker, Varian). @default false
   */
  all?: boolean;
  /** Look into the folders of the folder too. @default true */
  deep?: boolean;
  signal?: AbortSignal;
}

/**
 * The scans of a folder and the folders in it (or the one file given), sorted; none is read.
 *
 * A file counts as a scan when its name (.sdat, .spar, .nii, .nii.gz) or its content (NIfTI, and the makers' formats
 * that have a scan a file: TWIX, RDA, P-file) says so. An SDAT/SPAR pair counts once, under its SDAT. Left out without a word are files of other kinds (notes, tables, JSON, basis sets), hidden
 * files, and NIfTI images that are no spectroscopy (anatomy in the same folder).
 *
 * @throws InputError when there is no such folder.
 */
export async function scanFiles(path: string, options: ScanFilesOptions = {}): Promise<string[]> {
  const { include = () => true, all = false, deep = true, signal } = options;
  const files: string[] = [];
  for (const file of (await filesBelow(path, deep, all)).filter(include)) {
    signal?.throwIfAborted();
    if (await isScan(file, all)) files.push(file);
  }
  return files;
}

/** The files below a folder, and folders that are one scan, links followed, each folder once, sorted. */
async function filesBelow(
  path: string,
  deep: boolean,
  all: boolean,
  visited = new Set<string>(),
): Promise<string[]> {
  let kind;
  try {
    kind = await stat(path);
  } catch {
    // A link to nowhere inside the folder is no scan; the folder itself must be there.
    if (visited.size > 0) return [];
    throw new InputError({ file: path, key: "file", expected: "a folder or a file that exists" });
  }
  if (kind.isFile()) return [path];
  if (!kind.isDirectory() || (visited.size > 0 && !deep)) return [];
  if (all && (await vendorOf(path)) !== undefined) return [path];
  const real = await realpath(path);
  if (visited.has(real)) return [];
  visited.add(real);
  const names = (await readdir(path)).filter((name) => !name.startsWith(".")).sort();
  const files: string[] = [];
  for (const name of names) files.push(...(await filesBelow(join(path, name), deep, all, visited)));
  return files;
}

async function isScan(file: string, all: boolean): Promise<boolean> {
  const extension = extname(file).toLowerCase();
  if (extension === ".sdat") return true;
  if (extension === ".spar") return (await fileBeside(file, ".sdat")) === undefined;
  if ((await stat(file)).isDirectory()) return true;
  const head = await headOf(file);
  if (niftiVersion(head) === undefined) {
    if (/\.nii(\.gz)?$/i.test(file) || (await isVendorFile(file))) return true;
    if (!all || bytesText(head) === undefined) return false;
    return bytesAreJmrui(head) || (bytesAreRaw(head) && !(await besideBasis(file)));
  }
  try {
    const { intentName, dim } = niftiHeader(head, file);
    return intentName.startsWith("mrs_v") || dim[1] * dim[2] * dim[3] === 1;
  } catch {
    return true; // to be refused with its reason
  }
}

/** RAW files beside a .BASIS are what it was made of. */
async function besideBasis(file: string): Promise<boolean> {
  return (await readdir(dirname(file))).some((name) => /\.basis$/i.test(name));
}

async function isVendorFile(file: string): Promise<boolean> {
  const scan = await vendorOf(file);
  return scan !== undefined && FILE_FORMATS.includes(scan.format);
}

async function vendorOf(path: string): Promise<VendorScan | undefined> {
  try {
    return await vendorScan(path);
  } catch {
    return undefined; // a DICOM that is an image
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
