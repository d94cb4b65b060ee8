import jStat from "jstat";
import { pairedCheck } from "./pairedCheck.js";

export interface WilcoxonSignedRank {
  /** Pairs that differ; ties within pairs are left out. */
  n: number;
  /** Sum of the ranks of positive differences a - b. */
  statistic: number;
  /** Two-sided. */
  p: number;
  /** Whether p is of the exact distribution, else of the normal approximation. */
  exact: boolean;
}

/** Up to so many pairs all signs are counted. */
const EXACT = 50;

/**
 * Wilcoxon's signed-rank test that paired values differ by nothing (Biometrics Bull 1945;1:80). Up to 50 pairs p is
 * exact, also where ranks are tied (mean ranks, all 2^n signs counted); above, the normal approximation with the
 * variance corrected for ties and for continuity.
 *
 * @throws RangeError where no pair differs.
 */
export function wilcoxonSignedRank(a: readonly number[], b: readonly number[]): WilcoxonSignedRank {
  pairedCheck(a, b, 1);
  const differences = a
    .map((value, k) => value - b[k])
    .filter((value) => value !== 0)
    .sort((x, y) => Math.abs(x) - Math.abs(y));
  const n = differences.length;
  if (n === 0) throw new RangeError("no pair differs: there is nothing to rank");
  const ranks: number[] = [];
  let ties = 0;
  for (let first = 0; first < n;) {
    let last = first;
    while (last + 1 < n && Math.abs(differences[last + 1]) === Math.abs(differences[first])) last++;
    const size = last - first + 1;
    ties += size ** 3 - size;
    for (; first <= last; first++) ranks.push(last + 1 - (size - 1) / 2);
  }
  const statistic = ranks.reduce((sum, rank, k) => sum + (differences[k] > 0 ? rank : 0), 0);
  const exact = n <= EXACT;
  return { n, statistic, p: exact ? exactP(ranks, statistic) : normalP(n, ties, statistic), exact };
}

/** How many of the 2^n choices of signs give a sum at least as far out; sums are counted in halves of a rank. */
function exactP(ranks: readonly number[], statistic: number): number {
  const steps = ranks.map((rank) => Math.round(2 * rank));
  const total = steps.reduce((sum, step) => sum + step, 0);
  const share = new Float64Array(total + 1);
  share[0] = 1;
  for (const step of steps) {
    for (let sum = total; sum >= 0; sum--) {
      share[sum] = (share[sum] + (sum >= step ? share[sum - step] : 0)) / 2;
    }
  }
  const from = Math.round(2 * statistic);
  const outer = Math.min(from, total - from);
  let tail = 0;
  for (let sum = 0; sum <= outer; sum++) tail += share[sum];
  return Math.min(1, 2 * tail);
}

function normalP(n: number, ties: number, statistic: number): number {
  const centre = (n * (n + 1)) / 4;
  const sd = Math.sqrt((n * (n + 1) * (2 * n + 1)) / 24 - ties / 48);
  const distance = Math.max(0, Math.abs(statistic - centre) - 0.5);
  return Math.min(1, 2 * jStat.normal.cdf(-distance / sd, 0, 1));
}
