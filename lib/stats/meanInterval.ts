import jStat from "jstat";
import { mean, sampleStandardDeviation } from "simple-statistics";
import type { Interval } from "./bootstrapInterval.js";

/**
 * The mean of a sample and its t interval.
 *
 * @param options.level - of the interval. @default 0.95
 * @throws RangeError for fewer than two values.
 */
export function meanInterval(values: readonly number[], options: { level?: number } = {}): Interval {
  const { level = 0.95 } = options;
  const n = values.length;
  if (n < 2) throw new RangeError(`at least two values are needed, got ${n}`);
  const value = mean([...values]);
  const margin =
    (jStat.studentt.inv((1 + level) / 2, n - 1) * sampleStandardDeviation([...values])) / Math.sqrt(n);
  return { value, low: value - margin, high: value + margin };
}
