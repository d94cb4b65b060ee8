/** What is left of evenly spaced values when their least-squares parabola is taken off. */
export function parabolaRemoved(values: ArrayLike<number>): Float64Array {
  const n = values.length;
  // By the first three discrete orthogonal polynomials
  const x = Float64Array.from(values, (_, k) => (2 * k) / (n - 1) - 1);
  const square = x.reduce((sum, value) => sum + value * value, 0) / n;
  const shapes = [x.map(() => 1), x, x.map((value) => value * value - square)];
  const rest = Float64Array.from(values);
  for (const shape of shapes) {
    const weight =
      rest.reduce((sum, value, k) => sum + value * shape[k], 0) /
      shape.reduce((sum, value) => sum + value * value, 0);
    for (let k = 0; k < n; k++) rest[k] -= weight * shape[k];
  }
  return rest;
}
