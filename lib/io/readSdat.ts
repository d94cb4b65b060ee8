import { extname } from "node:path";
import { InputError, type FidStack } from "../signal/index.js";
import { fileBeside } from "./fileBeside.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { bytesAreSpar } from "./sparParse.js";
import { sdatToStack } from "./sdatToStack.js";

/**
 * Reads a Philips SDAT/SPAR pair. The other half is looked for beside the given one, whatever the
 * case of its extension. What is taken from the header, and why: see `sdatToStack`.
 *
 * @param path - the .SDAT or the .SPAR of the pair.
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readSdat(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  const bytes = await readBytes(path);
  const extension = extname(path).toLowerCase();
  const isSpar = extension === ".spar" || (extension !== ".sdat" && bytesAreSpar(bytes));
  const other = await fileBeside(path, isSpar ? ".sdat" : ".spar");
  if (other === undefined) {
    throw new InputError({
      file: path,
      key: isSpar ? "its SDAT" : "its SPAR",
      expected: `${isSpar ? "the samples, an .SDAT" : "the header, a .SPAR"} of the same name beside it`,
    });
  }
  const otherBytes = await readBytes(other);
  return isSpar
    ? sdatToStack(otherBytes, bytes, { sdat: other, spar: path }, options)
    : sdatToStack(bytes, otherBytes, { sdat: path, spar: other }, options);
}
