import { choleskyFactor, choleskyForward } from "./choleskyFactor.js";
import type { FitModel } from "./fitModel.js";
import type { Solution } from "./fitSolve.js";
import { innerProducts } from "./innerProducts.js";

/**
 * Covariance of the amplitudes from the Fisher information of everything that was fitted: all amplitudes, also those
 * at 0, shifts, widths, phases and lineshape unless they lie at a limit, and the baseline. Soft
 * constraints do not count: it is what the data tell. `model` must hold columns
 * and derivatives of the solution.
 *
 * @param noiseSd - of a row, such that the rows count as independent.
 * @returns components x components, row-major; an amplitude that the data cannot tell has variance Infinity.
 */
export function fitCovariance(
  model: FitModel,
  solution: Solution,
  noiseSd: number,
  limits: { low: Float64Array; high: Float64Array; pull: Float64Array },
): Float64Array {
  const { rows, count, layout, columns, jacobian, active, baseline } = model;
  const nuisance: number[] = [];
  for (let i = 0; i < layout.count; i++) {
    const at = solution.parameters[i];
    if (active[i] && at > limits.low[i] && at < limits.high[i]) nuisance.push(i);
  }
  // Nuisance first: the lower right corner of the Cholesky factor is then that of the amplitudes' own information.
  const n = nuisance.length + count;
  const all = new Float64Array(n * rows);
  nuisance.forEach((i, k) => all.set(jacobian.subarray(i * rows, (i + 1) * rows), k * rows));
  all.set(columns.subarray(0, count * rows), nuisance.length * rows);
  const over = new Float64Array(n * baseline.count);
  model.eliminate(all, n, over);
  const fisher = new Float64Array(n * n);
  innerProducts(all, n, all, n, rows, fisher, true);
  const scale = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let j = 0; j <= i; j++) {
      let less = 0;
      for (let k = 0; k < baseline.count; k++)
        less += over[i * baseline.count + k] * over[j * baseline.count + k];
      fisher[i * n + j] -= less;
    }
  }
  nuisance.forEach((i, k) => (fisher[k * n + k] += limits.pull[i] ** 2));
  const place = (component: number): number => nuisance.length + component;
  for (let i = 0; i < n; i++) scale[i] = Math.sqrt(fisher[i * n + i]);
  for (let i = 0; i < n; i++)
    for (let j = 0; j <= i; j++) fisher[i * n + j] /= scale[i] * scale[j] || Infinity;
  choleskyFactor(fisher, n);
  const inverse = new Float64Array(n * n);
  for (let i = 0; i < n; i++) {
    inverse[i * n + i] = 1;
    choleskyForward(fisher, n, inverse, n, i * n);
  }
  const covariance = new Float64Array(count * count);
  const variance = noiseSd * noiseSd;
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      const [a, b] = [place(i), place(j)];
      let sum = 0;
      for (let k = a; k < n; k++) sum += inverse[a * n + k] * inverse[b * n + k];
      const value = (variance * sum) / (scale[a] * scale[b]);
      covariance[i * count + j] = covariance[j * count + i] = value;
    }
    if (!(scale[place(i)] > 0)) covariance[i * count + i] = Infinity;
  }
  return covariance;
}
