import jStat from "jstat";
import type { Interval } from "./bootstrapInterval.js";

/** Agreement of k raters (methods) on n targets (subjects), one value each. */
export interface IntraclassCorrelation {
  /** ICC(2,1): raters are a random sample; a constant difference between them lowers it. */
  agreement: Interval;
  /** ICC(3,1): these raters only; a constant difference between them is let pass. */
  consistency: Interval;
}

/**
 * Intraclass correlations of Shrout and Fleiss (Psychol Bull 1979;86:420), both for a single rating, with their
 * F intervals (that of ICC(2,1) by Satterthwaite's degrees of freedom, their equation 10 onwards; McGraw and Wong 1996).
 *
 * @param ratings - n rows of k values: a row a target, a column a rater.
 * @param options.level - of the intervals. @default 0.95
 * @throws RangeError for fewer than two targets or raters, rows of different lengths, or values that are not finite.
 */
export function intraclassCorrelation(
  ratings: readonly (readonly number[])[],
  options: { level?: number } = {},
): IntraclassCorrelation {
  const { level = 0.95 } = options;
  const n = ratings.length;
  const k = ratings[0]?.length ?? 0;
  if (n < 2 || k < 2) throw new RangeError(`at least 2 targets and 2 raters are needed, got ${n} and ${k}`);
  if (ratings.some((row) => row.length !== k || !row.every(Number.isFinite))) {
    throw new RangeError(`${k} finite ratings are needed of every target`);
  }
  const sum = (values: readonly number[]): number => values.reduce((a, b) => a + b, 0);
  const grand = sum(ratings.map(sum)) / (n * k);
  const squares = (values: number[], times: number): number =>
    times * sum(values.map((value) => (value - grand) ** 2));
  const rows = squares(
    ratings.map((row) => sum(row) / k),
    k,
  );
  const columns = squares(
    ratings[0].map((_, j) => sum(ratings.map((row) => row[j])) / n),
    n,
  );
  const freedom = (n - 1) * (k - 1);
  const betweenTargets = rows / (n - 1);
  const betweenRaters = columns / (k - 1);
  const error = (squares(ratings.flat(), 1) - rows - columns) / freedom;
  const f = (p: number, of: number, over: number): number => jStat.centralF.inv(p, of, over);
  const tail = (1 + level) / 2;

  const ratio = betweenTargets / error;
  const [low, high] = [ratio / f(tail, n - 1, freedom), ratio * f(tail, freedom, n - 1)];
  const consistency = {
    value: (ratio - 1) / (ratio + k - 1),
    low: (low - 1) / (low + k - 1),
    high: (high - 1) / (high + k - 1),
  };

  const value =
    (betweenTargets - error) / (betweenTargets + (k - 1) * error + (k * (betweenRaters - error)) / n);
  const a = (k * value) / (n * (1 - value));
  const b = 1 + (k * value * (n - 1)) / (n * (1 - value));
  const v =
    (a * betweenRaters + b * error) ** 2 / ((a * betweenRaters) ** 2 / (k - 1) + (b * error) ** 2 / freedom);
  const raters = k * betweenRaters + (k * n - k - n) * error;
  const [upper, lower] = [f(tail, n - 1, v), f(tail, v, n - 1)];
  const agreement = {
    value,
    low: (n * (betweenTargets - upper * error)) / (upper * raters + n * betweenTargets),
    high: (n * (lower * betweenTargets - error)) / (raters + n * lower * betweenTargets),
  };
  return { agreement, consistency };
}
