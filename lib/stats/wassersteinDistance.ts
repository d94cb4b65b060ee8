/**
 * Wasserstein-1 (earth mover's) distance between two samples: the area between their distribution functions, in the
 * unit of the values. The samples may have different sizes.
 *
 * @throws RangeError where a sample is empty.
 */
export function wassersteinDistance(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || b.length === 0) throw new RangeError("two samples are needed, got an empty one");
  const [x, y] = [a, b].map((sample) => Float64Array.from(sample).sort());
  let [i, j, distance] = [0, 0, 0];
  let from = Math.min(x[0], y[0]);
  while (i < x.length || j < y.length) {
    const to = Math.min(x[i] ?? Infinity, y[j] ?? Infinity);
    distance += Math.abs(i / x.length - j / y.length) * (to - from);
    while (x[i] === to) i++;
    while (y[j] === to) j++;
    from = to;
  }
  return distance;
}
