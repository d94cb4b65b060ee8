import { CholeskyDecomposition, Matrix } from "ml-matrix";

export interface LogisticRidgeOptions {
  /** Weight of the penalty ridge/2 * |weights|^2, against the sum of the log-likelihood over the rows. @default 1 */
  ridge?: number;
}

/** A linear classifier: log odds = intercept + weights . row. */
export interface LogisticRidgeFit {
  intercept: number;
  weights: Float64Array;
}

/** Newton's steps end when no coefficient moves by more. */
const SETTLED = 1e-8;

/**
 * Logistic regression with a ridge penalty, by Newton's method (le Cessie and van Houwelingen, J R Stat Soc C 1992,
 * doi 10.2307/2347628). The intercept is not penalised. The penalty keeps the fit finite where the groups can be told
 * apart without an error. Columns should be of like scale.
 *
 * @param rows - n x width, row-major.
 * @param positive - n; 1 for the group that the log odds speak for, 0 for the other.
 * @throws RangeError where sizes do not match or a group is empty.
 */
export function logisticRidge(
  rows: Float64Array,
  positive: ArrayLike<number>,
  { ridge = 1 }: LogisticRidgeOptions = {},
): LogisticRidgeFit {
  const n = positive.length;
  const width = rows.length / n;
  const share = Array.from(positive).reduce((sum, value) => sum + value, 0) / n;
  if (!Number.isInteger(width)) throw new RangeError(`${rows.length} values are not ${n} rows of one width`);
  if (!(share > 0 && share < 1)) throw new RangeError("rows of both groups are needed");
  const size = width + 1;
  let beta = new Float64Array(size);
  beta[0] = Math.log(share / (1 - share));
  let loss = lossOf(rows, positive, beta, ridge);
  for (let iteration = 0; iteration < 100; iteration++) {
    const gradient = new Float64Array(size);
    const hessian = new Float64Array(size * size);
    for (let i = 0; i < n; i++) {
      const chance = 1 / (1 + Math.exp(-logOdds(rows, i, beta)));
      const [error, weight] = [chance - positive[i], chance * (1 - chance)];
      for (let a = 0; a < size; a++) {
        const xa = a === 0 ? 1 : rows[i * width + a - 1];
        gradient[a] += error * xa;
        for (let b = 0; b <= a; b++) {
          hessian[a * size + b] += weight * xa * (b === 0 ? 1 : rows[i * width + b - 1]);
        }
      }
    }
    for (let a = 1; a < size; a++) {
      gradient[a] += ridge * beta[a];
      hessian[a * size + a] += ridge;
    }
    const full = new Matrix(size, size);
    for (let a = 0; a < size; a++) {
      for (let b = 0; b <= a; b++) {
        full.set(a, b, hessian[a * size + b]);
        full.set(b, a, hessian[a * size + b]);
      }
    }
    const step = new CholeskyDecomposition(full).solve(Matrix.columnVector(gradient)).getColumn(0);
    // Where a whole step overshoots, half of it is tried, and half of that.
    let [length, next, nextLoss] = [1, beta, Infinity];
    while (length > 1e-6) {
      next = beta.map((value, k) => value - length * step[k]);
      nextLoss = lossOf(rows, positive, next, ridge);
      if (nextLoss <= loss) break;
      length /= 2;
    }
    if (nextLoss > loss) break;
    [beta, loss] = [next, nextLoss];
    if (step.every((value) => Math.abs(value) < SETTLED)) break;
  }
  return { intercept: beta[0], weights: beta.slice(1) };
}

function logOdds(rows: Float64Array, i: number, beta: Float64Array): number {
  const width = beta.length - 1;
  let sum = beta[0];
  for (let k = 0; k < width; k++) sum += beta[k + 1] * rows[i * width + k];
  return sum;
}

function lossOf(rows: Float64Array, positive: ArrayLike<number>, beta: Float64Array, ridge: number): number {
  let loss = 0;
  for (let k = 1; k < beta.length; k++) loss += (ridge / 2) * beta[k] ** 2;
  for (let i = 0; i < positive.length; i++) {
    const odds = logOdds(rows, i, beta);
    // ln(1 + e^odds) without overflow
    loss += Math.max(odds, 0) + Math.log1p(Math.exp(-Math.abs(odds))) - positive[i] * odds;
  }
  return loss;
}
