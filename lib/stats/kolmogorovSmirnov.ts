/** How far two samples' distributions are apart. */
export interface KolmogorovSmirnov {
  /** Largest difference of the two empirical distribution functions, 0 to 1. */
  distance: number;
  /** Probability of at least this distance between independent samples of one distribution (asymptotic). */
  p: number;
}

/**
 * The two-sample Kolmogorov-Smirnov test. p by Kolmogorov's series with Stephens' correction for finite samples
 * (J R Stat Soc B 1970); it holds for independent values, and is too small for correlated ones.
 *
 * @throws RangeError for an empty sample.
 */
export function kolmogorovSmirnov(a: ArrayLike<number>, b: ArrayLike<number>): KolmogorovSmirnov {
  if (a.length === 0 || b.length === 0) throw new RangeError("both samples must hold a value or more");
  const [x, y] = [Float64Array.from(a).sort(), Float64Array.from(b).sort()];
  let [i, j, distance] = [0, 0, 0];
  while (i < x.length && j < y.length) {
    const value = Math.min(x[i], y[j]);
    while (i < x.length && x[i] === value) i++;
    while (j < y.length && y[j] === value) j++;
    distance = Math.max(distance, Math.abs(i / x.length - j / y.length));
  }
  const effective = Math.sqrt((x.length * y.length) / (x.length + y.length));
  return { distance, p: kolmogorovTail((effective + 0.12 + 0.11 / effective) * distance) };
}

/** P(K > t) of Kolmogorov's distribution: 2 sum (-1)^(k-1) exp(-2 k^2 t^2). */
function kolmogorovTail(t: number): number {
  // The alternating series needs ever more terms towards 0, where the probability is 1 to 1e-10 anyway.
  if (t < 0.2) return 1;
  let sum = 0;
  for (let k = 1; k <= 100; k++) sum += (k % 2 ? 2 : -2) * Math.exp(-2 * (k * t) ** 2);
  return Math.min(1, Math.max(0, sum));
}
