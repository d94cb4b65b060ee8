import { InputError } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";

/**
 * Places of n transients of each condition, drawn at random without repetition, ascending.
 *
 * @param total - transients there are.
 * @param labels - the condition of each, where there are conditions.
 * @throws InputError when a condition has fewer.
 */
export function subsetDraw(
  total: number,
  labels: Uint8Array | undefined,
  n: number,
  random: RandomSource,
): number[] {
  const conditions = labels ? [...new Set(labels)].sort((a, b) => a - b) : [undefined];
  const drawn = conditions.flatMap((condition) => {
    const members = transientsOf(total, labels, condition);
    if (!(Number.isInteger(n) && n > 0 && n <= members.length)) {
      const expected = `a whole number from 1 to the ${members.length} transients of a condition`;
      throw new InputError({ key: "subset", value: n, expected });
    }
    const order = random.fork(`subset ${condition}`).permutation(members.length);
    return [...order.subarray(0, n)].map((k) => members[k]);
  });
  return drawn.sort((a, b) => a - b);
}

/** Places of the transients of one condition; of all when there are no conditions. */
export function transientsOf(
  total: number,
  labels: Uint8Array | undefined,
  condition: number | undefined,
): number[] {
  return Array.from({ length: total }, (_, i) => i).filter((i) => !labels || labels[i] === condition);
}
