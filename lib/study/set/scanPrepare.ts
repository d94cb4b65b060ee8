import { scanCoilsCombine, stackClassifyIfEdited, stackReference } from "../../process/index.js";
import type { FidStack } from "../../signal/index.js";

/**
 * A scan as models take it: coils combined, OFF and ON labelled and upright when it is edited (labels that it has are kept), a single
 * averaged spectrum referenced and phased.
 */
export function scanPrepare(scan: FidStack): FidStack {
  const { stack } = scanCoilsCombine(scan);
  if (stack.labels) return stack;
  if (stack.shape[0] === 1) return stackReference(stack).stack;
  return stackClassifyIfEdited(stack)?.stack ?? stack;
}
