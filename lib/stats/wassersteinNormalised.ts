import type { RandomSource } from "../signal/index.js";
import { pairedCheck } from "./pairedCheck.js";
import { wassersteinDistance } from "./wassersteinDistance.js";

export interface WassersteinNormalisedOptions {
  random: RandomSource;
  /** Random exchanges. @default 500 */
  exchanges?: number;
  /** Share of exchanges whose distance is not above the unit. @default 0.95 */
  level?: number;
}

/**
 * Wasserstein distance between the two sides of paired samples in units of what chance gives: of the 95th percentile
 * of the distance when the two of each pair are exchanged at random. Above 1 the distributions differ by more than
 * chance, at 5 %.
 *
 * @throws RangeError where the samples are not paired.
 */
export function wassersteinNormalised(
  a: readonly number[],
  b: readonly number[],
  { random, exchanges = 500, level = 0.95 }: WassersteinNormalisedOptions,
): number {
  pairedCheck(a, b, 1);
  const [x, y] = [[...a], [...b]];
  const chance = Float64Array.from({ length: exchanges }, () => {
    for (let k = 0; k < x.length; k++) if (random.uniform() < 0.5) [x[k], y[k]] = [y[k], x[k]];
    return wassersteinDistance(x, y);
  }).sort();
  const unit = chance[Math.min(exchanges - 1, Math.floor(level * exchanges))];
  const distance = wassersteinDistance(a, b);
  return distance === 0 ? 0 : distance / unit;
}
