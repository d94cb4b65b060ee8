import jStat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval } from "./bootstrapInterval.js";
import { pairedCheck } from "./pairedCheck.js";

export interface BlandAltmanOptions {
  /** Of the intervals. @default 0.95 */
  level?: number;
  /** Limits of agreement lie so many SDs from the bias. @default 1.96; Bland and Altman 1986 rounded to 2 */
  deviations?: number;
}

/** How far two methods agree; in the unit of the values. */
export interface BlandAltman {
  n: number;
  /** Mean of a - b, with its confidence interval. */
  bias: Interval;
  /** SD of a - b. */
  sd: number;
  /** Lower limit of agreement, with its confidence interval. */
  lower: Interval;
  /** Upper limit of agreement, with its confidence interval. */
  upper: Interval;
}

/**
 * Bland and Altman's limits of agreement of paired values: the mean difference a - b and the range that holds 95 % of
 * differences, each with its t interval (Lancet 1986;1:307; variance of a limit as in Stat Methods Med Res 1999;8:135,
 * s^2 (1/n + z^2 / (2 (n - 1)))).
 *
 * @throws RangeError for fewer than two pairs or values that are not finite.
 */
export function blandAltman(
  a: readonly number[],
  b: readonly number[],
  options: BlandAltmanOptions = {},
): BlandAltman {
  pairedCheck(a, b, 2);
  const { level = 0.95, deviations = 1.96 } = options;
  const n = a.length;
  const differences = a.map((value, k) => value - b[k]);
  const bias = mean(differences);
  const sd = sampleStandardDeviation(differences);
  const t = jStat.studentt.inv((1 + level) / 2, n - 1);
  const around = (value: number, error: number): Interval => ({
    value,
    low: value - t * error,
    high: value + t * error,
  });
  const ofLimit = sd * Math.sqrt(1 / n + deviations ** 2 / (2 * (n - 1)));
  return {
    n,
    bias: around(bias, sd / Math.sqrt(n)),
    sd,
    lower: around(bias - deviations * sd, ofLimit),
    upper: around(bias + deviations * sd, ofLimit),
  };
}
