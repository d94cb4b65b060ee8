import jStat from "jstat";
import { mean, sampleCorrelation, variance } from "simple-statistics";
import type { Interval } from "./bootstrapInterval.js";
import { pairedCheck } from "./pairedCheck.js";

/** Lin's concordance, what it is the product of, and its interval. */
export interface Concordance extends Interval {
  /** Pearson's r: how close the pairs lie to some line. */
  precision: number;
  /** C_b: how close that line lies to the identity. */
  accuracy: number;
}

/**
 * Lin's concordance correlation coefficient of paired values, 1 on the identity line (Biometrics 1989;45:255), with the
 * interval from its z transform (variance as corrected in Biometrics 2000;56:324).
 *
 * @param options.level - of the interval. @default 0.95
 * @throws RangeError for fewer than three pairs, values that are not finite, or values that are all the same.
 */
export function concordance(
  a: readonly number[],
  b: readonly number[],
  options: { level?: number } = {},
): Concordance {
  pairedCheck(a, b, 3);
  const { level = 0.95 } = options;
  const n = a.length;
  const [varianceA, varianceB] = [variance([...a]), variance([...b])];
  if (varianceA === 0 || varianceB === 0)
    throw new RangeError("values that differ are needed, got one value");
  const r = sampleCorrelation([...a], [...b]);
  const spread = Math.sqrt(varianceA * varianceB);
  const shift = (mean([...a]) - mean([...b])) ** 2 / spread;
  const accuracy = 2 / (Math.sqrt(varianceA / varianceB) + Math.sqrt(varianceB / varianceA) + shift);
  const value = r * accuracy;
  if (Math.abs(r) > 1 - 1e-12 || value === 0) {
    return { value, low: value, high: value, precision: r, accuracy };
  }
  const [c2, r2] = [value ** 2, r ** 2];
  const error = Math.sqrt(
    (((1 - r2) * c2) / ((1 - c2) * r2) +
      (2 * value ** 3 * (1 - value) * shift) / (r * (1 - c2) ** 2) -
      (c2 ** 2 * shift ** 2) / (2 * r2 * (1 - c2) ** 2)) /
      (n - 2),
  );
  const z = Math.atanh(value);
  const margin = jStat.normal.inv((1 + level) / 2, 0, 1) * error;
  return { value, low: Math.tanh(z - margin), high: Math.tanh(z + margin), precision: r, accuracy };
}
