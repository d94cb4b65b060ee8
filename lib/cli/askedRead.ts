import { stackOffOn } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { ScanAsked } from "./scansAsked.js";

/** Reads a scan, or the water that its file holds beside it. */
export type ScanReader = (file: string, part?: "reference") => Promise<FidStack>;

/** Reads a scan, and ON beside OFF where they lie in two files. */
export async function askedRead({ file, on }: ScanAsked, read: ScanReader): Promise<FidStack> {
  if (on === undefined) return read(file);
  return stackOffOn(await read(file), await read(on), { off: file, on });
}
