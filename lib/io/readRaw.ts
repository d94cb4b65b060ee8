import type { FidStack } from "../signal/index.js";
import { rawToStack } from "./rawToStack.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";

/**
 * Reads an LCModel RAW or H2O file. What is taken from it, and what `fallback` has to tell: see `rawToStack`.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readRaw(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  return rawToStack(new TextDecoder("latin1").decode(await readBytes(path)), path, options);
}
