import { quantile } from "simple-statistics";
import type { RandomSource } from "../signal/index.js";

export interface BootstrapIntervalOptions {
  random: RandomSource;
  /** Share of the resampled statistics between the two limits. @default 0.95 */
  level?: number;
  /** Resamples. @default 1000 */
  resamples?: number;
}

/** A statistic of a sample and where it would lie in other samples of the same kind. */
export interface Interval {
  value: number;
  low: number;
  high: number;
}

/**
 * Percentile bootstrap (Efron and Tibshirani 1993, chapter 13): the statistic of the sample, and the quantiles of the
 * statistic over samples drawn from it with replacement. What is drawn is a member of `sample`: give one member a
 * subject, with all of its draws inside, for an interval over subjects.
 *
 * @param statistic - of any sample of the same size; resamples where it is not a finite number are left out.
 * @throws RangeError for an empty sample.
 */
export function bootstrapInterval<T>(
  sample: readonly T[],
  statistic: (sample: readonly T[]) => number,
  { random, level = 0.95, resamples = 1000 }: BootstrapIntervalOptions,
): Interval {
  if (sample.length === 0) throw new RangeError("the bootstrap needs a sample of at least one");
  const drawn = Array.from({ length: resamples }, () =>
    statistic(sample.map(() => sample[random.integer(sample.length)])),
  ).filter(Number.isFinite);
  const value = statistic(sample);
  if (drawn.length === 0) return { value, low: value, high: value };
  return { value, low: quantile(drawn, (1 - level) / 2), high: quantile(drawn, (1 + level) / 2) };
}
