import type { FidStack } from "../signal/index.js";
import { jmruiToStack } from "./jmruiToStack.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { textDecode } from "./textDecode.js";

/**
 * Reads a jMRUI text file. What is taken from it: see `jmruiToStack`.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readJmruiText(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  return jmruiToStack(textDecode(await readBytes(path)), path, options);
}
