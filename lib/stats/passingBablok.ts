import jStat from "jstat";
import { medianSorted } from "simple-statistics";
import type { RegressionLine } from "./demingRegression.js";
import { pairedCheck } from "./pairedCheck.js";

/**
 * Passing and Bablok's regression of paired measurements: the median of all slopes between pairs, shifted so that x and
 * y may be exchanged; no outlier moves it far, no distribution is assumed (J Clin Chem Clin Biochem 1983;21:709).
 *
 * @param options.level - of the intervals. @default 0.95
 * @throws RangeError for fewer than three pairs, or fewer than two slopes.
 */
export function passingBablok(
  x: readonly number[],
  y: readonly number[],
  options: { level?: number } = {},
): RegressionLine {
  pairedCheck(x, y, 3);
  const { level = 0.95 } = options;
  const n = x.length;
  const slopes: number[] = [];
  for (let i = 0; i < n; i++) {
    for (let j = i + 1; j < n; j++) {
      const [dx, dy] = [x[j] - x[i], y[j] - y[i]];
      // Equal pairs have no slope; -1 is left out so that x and y may be exchanged.
      if ((dx === 0 && dy === 0) || dy === -dx) continue;
      slopes.push(dx === 0 ? Math.sign(dy) * Infinity : dy / dx);
    }
  }
  slopes.sort((a, b) => a - b);
  const count = slopes.length;
  if (count < 2) throw new RangeError("two slopes between different pairs are needed");
  const shift = slopes.filter((slope) => slope < -1).length;
  const ranked = (rank: number): number => slopes[Math.min(count, Math.max(1, rank)) - 1];
  const slope =
    count % 2 === 1
      ? ranked((count + 1) / 2 + shift)
      : (ranked(count / 2 + shift) + ranked(count / 2 + 1 + shift)) / 2;
  const z = jStat.normal.inv((1 + level) / 2, 0, 1);
  const first = Math.round((count - z * Math.sqrt((n * (n - 1) * (2 * n + 5)) / 18)) / 2);
  const low = ranked(first + shift);
  const high = ranked(count - first + 1 + shift);
  const intercept = (b: number): number =>
    medianSorted(x.map((value, k) => y[k] - b * value).sort((a, c) => a - c));
  return {
    slope: { value: slope, low, high },
    intercept: { value: intercept(slope), low: intercept(high), high: intercept(low) },
  };
}
