import jStat from "jstat";
import { mean } from "simple-statistics";
import type { Interval } from "./bootstrapInterval.js";
import { pairedCheck } from "./pairedCheck.js";

export interface DemingOptions {
  /** Variance of the errors of y over that of x; 1e12 makes it least squares on an exact x. @default 1, orthogonal */
  errorRatio?: number;
  /** Of the intervals. @default 0.95 */
  level?: number;
}

/** A straight line y = intercept + slope x. */
export interface RegressionLine {
  slope: Interval;
  intercept: Interval;
}

/**
 * Deming's regression: a line through pairs whose x and y both have errors, of a known ratio of variances (Deming 1943),
 * with jackknife t intervals (Linnet, Clin Chem 1990;36:1981).
 *
 * @throws RangeError for fewer than three pairs, or pairs without covariance.
 */
export function demingRegression(
  x: readonly number[],
  y: readonly number[],
  options: DemingOptions = {},
): RegressionLine {
  pairedCheck(x, y, 3);
  const { errorRatio = 1, level = 0.95 } = options;
  const n = x.length;
  const whole = line(x, y, errorRatio);
  const without = Array.from({ length: n }, (_, k) =>
    line(
      x.filter((_, i) => i !== k),
      y.filter((_, i) => i !== k),
      errorRatio,
    ),
  );
  const t = jStat.studentt.inv((1 + level) / 2, n - 2);
  const jackknife = (key: "slope" | "intercept"): Interval => {
    const pseudo = without.map((part) => n * whole[key] - (n - 1) * part[key]);
    const centre = mean(pseudo);
    const error = Math.sqrt(pseudo.reduce((sum, value) => sum + (value - centre) ** 2, 0) / (n * (n - 1)));
    return { value: whole[key], low: whole[key] - t * error, high: whole[key] + t * error };
  };
  return { slope: jackknife("slope"), intercept: jackknife("intercept") };
}

function line(
  x: readonly number[],
  y: readonly number[],
  errorRatio: number,
): { slope: number; intercept: number } {
  const [mx, my] = [mean([...x]), mean([...y])];
  let [xx, yy, xy] = [0, 0, 0];
  x.forEach((value, k) => {
    xx += (value - mx) ** 2;
    yy += (y[k] - my) ** 2;
    xy += (value - mx) * (y[k] - my);
  });
  if (xy === 0) throw new RangeError("x and y have no covariance: there is no line");
  const half = yy - errorRatio * xx;
  const root = Math.sqrt(half ** 2 + 4 * errorRatio * xy ** 2);
  // Two forms of one number: each loses its digits where the other keeps them.
  const slope = half > 0 ? (half + root) / (2 * xy) : (2 * errorRatio * xy) / (root - half);
  return { slope, intercept: my - slope * mx };
}
