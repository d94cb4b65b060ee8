import type { RandomSource } from "../signal/index.js";

export interface MaximumMeanDiscrepancyOptions {
  /** Points that may be exchanged with each other only, one label a point: subjects. @default all with all */
  strata?: ArrayLike<number>;
  /** @default 200 */
  permutations?: number;
  random: RandomSource;
}

export interface MaximumMeanDiscrepancy {
  /** The unbiased estimate of the squared discrepancy; about 0, and below it as often, for samples of one distribution. */
  value: number;
  /** Share of permutations with at least that value, the sample itself counted. */
  p: number;
}

/**
 * Maximum mean discrepancy of two samples (Gretton et al., J Mach Learn Res 2012, eq. 3) with a Gaussian kernel whose
 * width is the median distance, and its permutation test.
 *
 * @param squared - (n + m) x (n + m) squared distances among the points of both samples, the first n of one.
 * @throws RangeError for sizes that do not match, or fewer than two points in either.
 */
export function maximumMeanDiscrepancy(
  squared: ArrayLike<number>,
  n: number,
  { strata, permutations = 200, random }: MaximumMeanDiscrepancyOptions,
): MaximumMeanDiscrepancy {
  const total = Math.round(Math.sqrt(squared.length));
  const m = total - n;
  if (total * total !== squared.length || n < 2 || m < 2) {
    throw new RangeError(
      `squared must be a square table of more than ${n} + 1 points, got ${squared.length}`,
    );
  }
  const pairs = new Float64Array((total * (total - 1)) / 2);
  for (let i = 0, at = 0; i < total; i++)
    for (let j = 0; j < i; j++) pairs[at++] = Math.max(0, squared[i * total + j]);
  const median = pairs.slice().sort()[pairs.length >> 1] || 1;
  const kernel = pairs.map((value) => Math.exp(-value / (2 * median)));
  const first = Uint8Array.from({ length: total }, (_, i) => (i < n ? 1 : 0));
  const value = discrepancy(kernel, first, n, m);
  const groups = groupsOf(strata, total);
  const shuffled = first.slice();
  let reached = 1;
  for (let k = 0; k < permutations; k++) {
    for (const group of groups) {
      const order = random.permutation(group.length);
      group.forEach((i, place) => (shuffled[i] = first[group[order[place]]]));
    }
    if (discrepancy(kernel, shuffled, n, m) >= value) reached++;
  }
  return { value, p: reached / (permutations + 1) };
}

function discrepancy(kernel: Float64Array, first: Uint8Array, n: number, m: number): number {
  // sums of the kernel over pairs within the second sample, across, within the first
  const sums = [0, 0, 0];
  for (let i = 0, at = 0; i < first.length; i++) {
    const own = first[i];
    for (let j = 0; j < i; j++) sums[own + first[j]] += kernel[at++];
  }
  return (2 * sums[2]) / (n * (n - 1)) + (2 * sums[0]) / (m * (m - 1)) - (2 * sums[1]) / (n * m);
}

function groupsOf(strata: ArrayLike<number> | undefined, total: number): number[][] {
  const all = Array.from({ length: total }, (_, i) => i);
  if (strata === undefined) return [all];
  return [...new Set(Array.from(strata))].map((stratum) => all.filter((i) => strata[i] === stratum));
}
