/** How well synthetic points stand for measured ones, each a share of points or a ratio that is 1 for equal samples. */
export interface SampleFidelity {
  /** Share of synthetic points within reach of a measured one: are they real? */
  precision: number;
  /** Share of measured points within reach of a synthetic one: is everything there? */
  recall: number;
  /** Measured points in whose reach a synthetic one lies, over k: precision that an outlier does not inflate. */
  density: number;
  /** Share of measured points that have a synthetic one in their own reach: recall that does not ask it of the synthetic. */
  coverage: number;
}

/**
 * Improved precision and recall (Kynkäänniemi et al., NeurIPS 2019) and density and coverage (Naeem et al., ICML
 * 2020). The reach of a point is the distance to its k-th nearest neighbour in its own sample.
 *
 * @param squared - (n + m) x (n + m) squared distances among all points, the n measured ones first.
 * @param k - the neighbour. @default 3
 * @throws RangeError where a sample has no more than k points.
 */
export function sampleFidelity(squared: ArrayLike<number>, n: number, k = 3): SampleFidelity {
  const total = Math.round(Math.sqrt(squared.length));
  const m = total - n;
  if (total * total !== squared.length || n <= k || m <= k) {
    throw new RangeError(`both samples must have more than ${k} points, got ${n} and ${m}`);
  }
  const reach = Float64Array.from({ length: total }, (_, i) => {
    const [from, to] = i < n ? [0, n] : [n, total];
    const others: number[] = [];
    for (let j = from; j < to; j++) if (j !== i) others.push(squared[i * total + j]);
    return others.sort((a, b) => a - b)[k - 1];
  });
  const real = new Uint8Array(m);
  const [found, covered] = [new Uint8Array(n), new Uint8Array(n)];
  let reached = 0;
  for (let i = 0; i < n; i++) {
    for (let j = 0; j < m; j++) {
      const distance = squared[i * total + n + j];
      if (distance <= reach[i]) {
        real[j] = 1;
        covered[i] = 1;
        reached++;
      }
      if (distance <= reach[n + j]) found[i] = 1;
    }
  }
  const share = (flags: Uint8Array): number => flags.reduce((sum, flag) => sum + flag, 0) / flags.length;
  return {
    precision: share(real),
    recall: share(found),
    density: reached / (k * m),
    coverage: share(covered),
  };
}
