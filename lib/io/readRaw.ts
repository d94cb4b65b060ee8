import type { FidStack } from "../signal/index.js";
import { rawControl } from "./rawControl.js";
import { rawToStack } from "./rawToStack.js";
import { readBytes } from "./readBytes.js";
import type { ReadScanOptions } from "./readScanOptions.js";
import { textDecode } from "./textDecode.js";

/**
 * Reads an LCModel RAW or H2O file. What is taken from it, and what `fallback` has to tell: see `rawToStack`. What the
 * file leaves open is first looked for in LCModel's control file of the same name (`S01.control` beside `S01.RAW`:
 * DELTAT, HZPPPM, ECHOT), then in `fallback`.
 *
 * @throws InputError naming file, key, value and what was expected.
 */
export async function readRaw(path: string, options: ReadScanOptions = {}): Promise<FidStack> {
  const text = textDecode(await readBytes(path));
  const { told, notes } = await rawControl(path);
  const stack = rawToStack(text, path, { ...options, fallback: { ...options.fallback, ...told } });
  return { ...stack, history: [...stack.history, ...notes] };
}
