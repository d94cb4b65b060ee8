import type { FidStack } from "../signal/index.js";
import { bytesUnzip } from "./bytesUnzip.js";
import { niftiHeader } from "./niftiHeader.js";
import { niftiMrsMeta, niftiMrsToStack } from "./niftiMrsToStack.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";

/**
 * Reads a single-voxel NIfTI-MRS file (NIfTI-1 or -2, either byte order, gzipped or not). Order of the
 * rows, sign, datatypes and coils: see `niftiMrsToStack`.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readNiftiMrs(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  return niftiMrsToStack(await bytesUnzip(await readBytes(path), path), path, options);
}

/**
 * The header extension of a NIfTI-MRS file as it stands, with what a FidStack does not keep (how a
 * synthetic scan was made, for one); empty when the file has none.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readNiftiMrsMeta(path: string): Promise<Record<string, unknown>> {
  const bytes = await bytesUnzip(await readBytes(path), path);
  return niftiMrsMeta(bytes, niftiHeader(bytes, path), path) ?? {};
}
