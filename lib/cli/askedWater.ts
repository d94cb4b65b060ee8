import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { ScanReader } from "./askedRead.js";
import type { ScanAsked } from "./scansAsked.js";

/**
 * Runs a step on a scan with its water. Where water was found by name and cannot be used, the scan goes without, and
 * `without` says why: nobody has asked for it.
 */
export async function askedWater<T>(
  { file, water, byName }: ScanAsked,
  read: ScanReader,
  step: (water?: FidStack) => T,
): Promise<{ done: T; water?: string; without?: string }> {
  if (water === undefined) return { done: step() };
  try {
    return { done: step(await read(water, "reference")), water };
  } catch (error) {
    if (!byName || !(error instanceof InputError)) throw error;
    return { done: step(), without: `${file}: without its water ${water}: ${error.message}` };
  }
}
