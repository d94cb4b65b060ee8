import { EDIT_OFF, EDIT_ON, InputError } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";

/**
 * The transients of each condition (OFF, ON) in an order of each draw: its subsets are the first n of it and its full
 * scan the first of so many, so that a full scan holds its subset. The orders are one random order, begun at equal
 * distances: subsets of different draws share no transient as long as there are enough. Those outside of the pool
 * come last.
 *
 * @param most - how many the largest subset and the largest full scan take.
 * @param pool - places of the transients that subsets are drawn from. @default all
 * @returns places [draw][condition][k].
 * @throws InputError when a condition has too few transients.
 */
export function augmentationOrders(
  labels: Uint8Array | undefined,
  draws: number,
  most: { subset: number; groundTruth: number },
  random: RandomSource,
  pool?: readonly number[],
): number[][][] {
  const conditions = [EDIT_OFF, EDIT_ON].map((label) => {
    const all = transientsOf(labels?.length ?? 0, labels, label);
    const drawn = pool ? all.filter((i) => pool.includes(i)) : all;
    const others = all.filter((i) => !drawn.includes(i));
    if (most.groundTruth > all.length || most.subset > drawn.length) {
      const value = `subsets of ${most.subset}, a full scan of ${most.groundTruth}`;
      const expected = `at most the ${drawn.length} to draw from and the ${all.length} transients of a condition`;
      throw new InputError({ key: "subsets and full scans", value, expected });
    }
    const shuffled = (members: number[], name: string): number[] =>
      [...random.fork(`${name} ${label}`).permutation(members.length)].map((k) => members[k]);
    return { drawn: shuffled(drawn, "order"), others: shuffled(others, "others") };
  });
  return Array.from({ length: draws }, (_, draw) =>
    conditions.map(({ drawn, others }) => {
      const start = Math.floor((draw * drawn.length) / draws);
      return [...drawn.slice(start), ...drawn.slice(0, start), ...others];
    }),
  );
}
