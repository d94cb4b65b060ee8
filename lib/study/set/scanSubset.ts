import { stackSelect } from "../../signal/index.js";
import type { FidStack, RandomSource } from "../../signal/index.js";
import { subsetDraw, transientsOf } from "./subsetDraw.js";

/** A scan as a study of generation takes it apart. */
export interface ScanSubset {
  /** n transients of each condition that spectra are made from. */
  source: FidStack;
  /** Up to `count` of the others of each condition. */
  others: FidStack;
  /** As many again, which are in neither; undefined where the scan has too few. */
  again: FidStack | undefined;
}

/** Draws n transients of each condition, and as many others as synthetic ones will be made, without repetition. */
export function scanSubset(stack: FidStack, n: number, count: number, random: RandomSource): ScanSubset {
  const total = stack.shape[0];
  const chosen = subsetDraw(total, stack.labels, n, random);
  const conditions = stack.labels ? [...new Set(stack.labels)].sort((a, b) => a - b) : [undefined];
  const rest = conditions.map((condition) => {
    const free = transientsOf(total, stack.labels, condition).filter((i) => !chosen.includes(i));
    return [...random.fork(`others ${condition}`).permutation(free.length)].map((k) => free[k]);
  });
  const enough = rest.every((part) => part.length >= 2 * count);
  return {
    source: stackSelect(stack, chosen),
    others: stackSelect(
      stack,
      rest.flatMap((part) => part.slice(0, count)),
    ),
    again: enough
      ? stackSelect(
          stack,
          rest.flatMap((part) => part.slice(count, 2 * count)),
        )
      : undefined,
  };
}
