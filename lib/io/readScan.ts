import { extname } from "node:path";
import { InputError, type FidStack } from "../signal/index.js";
import { bytesText } from "./bytesText.js";
import { bytesUnzip } from "./bytesUnzip.js";
import { fileBeside } from "./fileBeside.js";
import { bytesAreJmrui, jmruiToStack } from "./jmruiToStack.js";
import { niftiVersion } from "./niftiHeader.js";
import { niftiMrsToStack } from "./niftiMrsToStack.js";
import { bytesAreRaw } from "./rawParse.js";
import { readBytes } from "./readBytes.js";
import { readRaw } from "./readRaw.js";
import { readSdat } from "./readSdat.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { bytesAreSpar } from "./sparParse.js";
import { spec2niiRead } from "./spec2niiRead.js";
import { textDecode } from "./textDecode.js";
import { vendorScan, type VendorFormat } from "./vendorScan.js";

/** A format that is read. */
export type ScanFormat = "NIfTI-MRS" | "SDAT/SPAR" | "LCModel RAW" | "jMRUI text" | VendorFormat;

/**
 * Reads a scan, whatever its format. The format is found from the content, not from the name: NIfTI-MRS
 * by its magic (gzipped or not), a SPAR by its keys, LCModel's RAW and H2O by their namelist NMID, jMRUI text
 * by its header, and SDAT, which has no mark of its own, by the SPAR beside it.
 *
 * The scanners' own formats (`VendorFormat`) are converted by spec2nii, which the history says; it is the project's
 * own, or one on the PATH, or named by `MRS_SPEC2NII`. Bruker's and Varian's scans, and the DICOMs of a series, are
 * folders: `path` may be one.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readScan(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  const vendor = await vendorScan(path);
  if (vendor !== undefined) return spec2niiRead(vendor, path, options);
  const { format, bytes } = await scanDetect(path);
  if (format === "NIfTI-MRS") return niftiMrsToStack(bytes, path, options);
  if (format === "SDAT/SPAR") return readSdat(path, options);
  if (format === "LCModel RAW") return readRaw(path, options);
  return jmruiToStack(textDecode(bytes), path, options);
}

/** The format of a scan, as `readScan` finds it. @throws InputError when it is none that is read. */
export async function scanFormat(path: string): Promise<ScanFormat> {
  return (await vendorScan(path))?.format ?? (await scanDetect(path)).format;
}

async function scanDetect(
  path: string,
): Promise<{ format: Exclude<ScanFormat, VendorFormat>; bytes: Uint8Array }> {
  const stored = await readBytes(path);
  const bytes = await bytesUnzip(stored, path);
  if (niftiVersion(bytes) !== undefined) return { format: "NIfTI-MRS", bytes };
  const text = bytesText(stored);
  if (text !== undefined && bytesAreSpar(stored)) return { format: "SDAT/SPAR", bytes };
  if (text !== undefined && bytesAreRaw(stored)) return { format: "LCModel RAW", bytes };
  if (text !== undefined && bytesAreJmrui(stored)) return { format: "jMRUI text", bytes };
  // By its name it wants to be one half of a pair: what is wrong with it is then said by that reader.
  const extension = extname(path).toLowerCase();
  const named = extension === ".sdat" || extension === ".spar";
  const binary = text === undefined && extension !== ".nii" && extension !== ".gz";
  if (named || (binary && (await fileBeside(path, ".spar")) !== undefined)) {
    return { format: "SDAT/SPAR", bytes };
  }
  const hex = Buffer.from(bytes.subarray(0, 4)).toString("hex");
  throw new InputError({
    file: path,
    key: "content",
    value: text === undefined ? `unknown binary (${bytes.length} bytes, first ${hex})` : `text (${text})`,
    expected:
      "a NIfTI-MRS file, a Philips SDAT/SPAR pair, LCModel RAW or jMRUI text, or, by spec2nii, Siemens TWIX, RDA or " +
      "DICOM, a GE P-file, Philips data/list or DICOM, a UIH DICOM, a Bruker or a Varian folder",
  });
}
