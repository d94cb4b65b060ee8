import { Matrix, solve } from "ml-matrix";

/**
 * Ridge logistic regression by Newton's method.
 *
 * @param features - n rows of d numbers, of about unit spread: the penalty is the same for all.
 * @param labels - n, 0 or 1.
 * @param ridge - weight of the squared coefficients against the log likelihood; the constant is free. @default 1
 * @returns the log odds of label 1 for a row of features.
 */
export function logisticFit(
  features: readonly ArrayLike<number>[],
  labels: ArrayLike<number>,
  ridge = 1,
): (row: ArrayLike<number>) => number {
  const d = features[0].length;
  const weights = new Float64Array(d + 1);
  const odds = (row: ArrayLike<number>): number => {
    let sum = weights[d];
    for (let k = 0; k < d; k++) sum += weights[k] * row[k];
    return sum;
  };
  const at = (row: ArrayLike<number>, k: number): number => (k < d ? row[k] : 1);
  for (let iteration = 0; iteration < 25; iteration++) {
    const gradient = Float64Array.from(weights, (w, k) => (k < d ? -ridge * w : 0));
    const hessian = Matrix.zeros(d + 1, d + 1);
    for (let k = 0; k < d; k++) hessian.set(k, k, ridge);
    // A sliver keeps the constant's equation solvable where all rows are told apart.
    hessian.set(d, d, 1e-9);
    const values = hessian.to2DArray();
    features.forEach((row, i) => {
      const p = 1 / (1 + Math.exp(-odds(row)));
      const curvature = p * (1 - p);
      for (let k = 0; k <= d; k++) {
        gradient[k] += (labels[i] - p) * at(row, k);
        const scaled = curvature * at(row, k);
        for (let l = 0; l <= k; l++) values[k][l] += scaled * at(row, l);
      }
    });
    for (let k = 0; k <= d; k++) for (let l = 0; l < k; l++) values[l][k] = values[k][l];
    const step = solve(new Matrix(values), Matrix.columnVector(Array.from(gradient)));
    let largest = 0;
    for (let k = 0; k <= d; k++) {
      weights[k] += step.get(k, 0);
      largest = Math.max(largest, Math.abs(step.get(k, 0)));
    }
    if (largest < 1e-6) break;
  }
  return odds;
}
