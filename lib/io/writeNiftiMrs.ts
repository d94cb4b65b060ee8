import { promisify } from "node:util";
import { gzip } from "node:zlib";
import type { FidStack } from "../signal/index.js";
import { stackToNiftiMrs, type WriteNiftiMrsOptions } from "./stackToNiftiMrs.js";
import { writeFileAtomic } from "./writeFileAtomic.js";

const gzipAsync = promisify(gzip);

/**
 * Writes a stack as a NIfTI-MRS file, whole or not at all; gzipped when the name ends in `.gz`. What it
 * holds: see `stackToNiftiMrs`. The same stack gives the same bytes: no time of writing, neither in the
 * header nor in the gzip stream.
 *
 * @throws InputError for a stack or options that a file cannot hold.
 */
export async function writeNiftiMrs(
  stack: FidStack,
  path: string,
  options: WriteNiftiMrsOptions = {},
): Promise<void> {
  const bytes = stackToNiftiMrs(stack, options, path);
  if (!path.toLowerCase().endsWith(".gz")) return writeFileAtomic(path, bytes);
  // FIDs are mostly noise: the fastest level is within a hundredth of the best one's size.
  const zipped = await gzipAsync(bytes, { level: 1 });
  // Byte 9 names the operating system; 255 is "unknown".
  zipped[9] = 255;
  return writeFileAtomic(path, zipped);
}
