import { choleskyBackward, choleskyFactor, choleskyForward } from "./choleskyFactor.js";
import type { FitModel } from "./fitModel.js";
import { nonNegativeScratch, nonNegativeSolve } from "./nonNegativeSolve.js";

/** A soft constraint amplitude[of] = ratio x amplitude[to], with the weight of each side's row. */
export interface AmplitudePull {
  of: number;
  to: number;
  ratio: number;
  weightOf: number;
  weightTo: number;
}

export interface SolveSetup {
  model: FitModel;
  /** Nonlinear parameters: start and limits; equal limits hold one fixed. */
  start: Float64Array;
  /** Where to begin instead, with the priors still about `start`. */
  from?: Float64Array;
  low: Float64Array;
  high: Float64Array;
  /** Weight of (parameter - start) among the residuals; 0 for a free one. */
  pull: Float64Array;
  pulls: AmplitudePull[];
  /** What priors add to the cost: a quadratic form of the amplitudes, components x components; empty for none. */
  prior: Float64Array;
  iterations: number;
  /** Relative fall of the cost that ends the fit. */
  tolerance: number;
}

export interface Solution {
  parameters: Float64Array;
  amplitudes: Float64Array;
  /** Of the baseline's columns. */
  baseline: Float64Array;
  residual: Float64Array;
  cost: number;
  iterations: number;
  converged: boolean;
}

/**
 * The nonlinear least-squares fit by variable projection (Golub, Pereyra 1973): for given shifts, widths and phases the
 * amplitudes (>= 0) and the baseline are solved for; Levenberg-Marquardt moves the rest, with Kaufman's Jacobian.
 */
export function fitSolve(setup: SolveSetup): Solution {
  const { model, start, low, high, pull, pulls, prior, tolerance } = setup;
  const { rows, count, layout, columns, data, jacobian, active } = model;
  const splines = model.baseline.count;
  const size = layout.count;
  const H = new Float64Array(count * count);
  const h = new Float64Array(count);
  const amplitudes = new Float64Array(count);
  const passive = new Uint8Array(count).fill(1);
  const scratch = nonNegativeScratch(count);
  // With soft constraints: what the amplitudes are solved from, and A^T residual, which is then not 0.
  const pulled = pulls.length > 0 ? new Float64Array(count * count) : H;
  const pulledSide = new Float64Array(count);
  const left = new Float64Array(count);
  const undone = new Float64Array(count);
  const overColumns = new Float64Array(count * splines);
  const overData = new Float64Array(splines);
  const coefficients = new Float64Array(splines);
  const residual = new Float64Array(rows);
  let parameters = (setup.from ?? start).slice();
  let trial = parameters.slice();

  function evaluate(at: Float64Array): number {
    model.evaluate(at);
    return linear();
  }

  function linear(): number {
    model.eliminate(columns, count, overColumns);
    model.eliminate(data, 1, overData);
    productsSymmetric(columns, count, rows, H);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) {
        let less = 0;
        for (let k = 0; k < splines; k++) less += overColumns[i * splines + k] * overColumns[j * splines + k];
        H[i * count + j] -= less;
        H[j * count + i] = H[i * count + j];
      }
      let sum = 0;
      for (let k = 0; k < rows; k++) sum += columns[i * rows + k] * data[k];
      for (let k = 0; k < splines; k++) sum -= overColumns[i * splines + k] * overData[k];
      h[i] = sum;
    }
    for (let k = 0; k < prior.length; k++) H[k] += prior[k];
    nonNegativeSolve(H, h, count, amplitudes, passive, scratch);
    if (pulls.length > 0) {
      // Both of a pair are pulled to the share of their sum that the ratio gives (Wilson 2011, TARQUIN).
      pulled.set(H);
      pulledSide.set(h);
      for (const { of, to, ratio, weightOf, weightTo } of pulls) {
        const share = (amplitudes[of] + amplitudes[to]) / (1 + ratio);
        pulled[of * count + of] += weightOf * weightOf;
        pulled[to * count + to] += weightTo * weightTo;
        pulledSide[of] += weightOf * weightOf * ratio * share;
        pulledSide[to] += weightTo * weightTo * share;
      }
      nonNegativeSolve(pulled, pulledSide, count, amplitudes, passive, scratch);
    }
    let cost = 0;
    for (let k = 0; k < rows; k++) cost += data[k] * data[k];
    for (let k = 0; k < splines; k++) cost -= overData[k] * overData[k];
    for (let i = 0; i < count; i++) {
      if (amplitudes[i] === 0) {
        left[i] = 0;
        continue;
      }
      let sum = h[i];
      for (let j = 0; j < count; j++) sum -= H[i * count + j] * amplitudes[j];
      left[i] = sum;
      cost -= (h[i] + sum) * amplitudes[i];
    }
    return cost;
  }

  function penalty(at: Float64Array): number {
    let sum = 0;
    for (let i = 0; i < size; i++) sum += (pull[i] * (at[i] - start[i])) ** 2;
    return sum;
  }

  function residualFill(): void {
    for (let j = 0; j < splines; j++) {
      let sum = overData[j];
      for (let i = 0; i < count; i++) sum -= amplitudes[i] * overColumns[i * splines + j];
      coefficients[j] = sum;
    }
    choleskyBackward(model.baseline.factor, splines, coefficients);
    residual.set(data);
    for (let i = 0; i < count; i++) {
      const a = amplitudes[i];
      if (a !== 0) for (let k = 0; k < rows; k++) residual[k] -= a * columns[i * rows + k];
    }
    const { columns: spline, start: from, end } = model.baseline;
    for (let j = 0; j < splines; j++) {
      for (let k = from[j]; k < end[j]; k++) residual[k] -= coefficients[j] * spline[j * rows + k];
    }
  }

  let cost = evaluate(parameters) + penalty(parameters);
  const free = new Int32Array(size);
  // Nothing moves where only amplitudes and baseline are asked for.
  const most = setup.iterations > 0 ? size : 0;
  const packed = new Float64Array(most * rows);
  const overJacobian = new Float64Array(most * splines);
  const cross = new Float64Array(most * count);
  const N = new Float64Array(most * most);
  const damped = new Float64Array(most * most);
  const gradient = new Float64Array(size);
  const step = new Float64Array(size);
  const factor = new Float64Array(count * count);
  const support = new Int32Array(count);
  let damping = 1e-3;
  let iterations = 0;
  let converged = false;
  let current = true;
  while (iterations < setup.iterations && !converged) {
    iterations++;
    residualFill();
    model.derive(amplitudes);
    // The parameters that may move: seen by the data, and not pressed against a limit.
    let moving = 0;
    for (let i = 0; i < size; i++) {
      if (!active[i] || high[i] <= low[i]) continue;
      let slope = 0;
      for (let k = 0; k < rows; k++) slope += jacobian[i * rows + k] * residual[k];
      slope -= pull[i] * pull[i] * (parameters[i] - start[i]);
      if ((parameters[i] <= low[i] && slope < 0) || (parameters[i] >= high[i] && slope > 0)) continue;
      gradient[moving] = slope;
      packed.set(jacobian.subarray(i * rows, (i + 1) * rows), moving * rows);
      free[moving++] = i;
    }
    if (moving === 0) {
      converged = true;
      break;
    }
    model.eliminate(packed, moving, overJacobian);
    productsSymmetric(packed, moving, rows, N);
    // What the free amplitudes can undo of a step is no change of the model.
    let held = 0;
    for (let i = 0; i < count; i++) if (passive[i]) support[held++] = i;
    for (let i = 0; i < held; i++) {
      for (let j = 0; j <= i; j++) factor[i * count + j] = pulled[support[i] * count + support[j]];
      undone[i] = left[support[i]];
    }
    choleskyFactor(factor, held, count);
    choleskyForward(factor, held, undone, count);
    for (let i = 0; i < moving; i++) {
      for (let a = 0; a < held; a++) {
        const column = support[a];
        let sum = 0;
        for (let k = 0, p = i * rows, q = column * rows; k < rows; k++, p++, q++)
          sum += packed[p] * columns[q];
        for (let k = 0; k < splines; k++)
          sum -= overJacobian[i * splines + k] * overColumns[column * splines + k];
        cross[i * count + a] = sum;
      }
      choleskyForward(factor, held, cross, count, i * count);
      for (let j = 0; j <= i; j++) {
        let less = 0;
        for (let k = 0; k < splines; k++)
          less += overJacobian[i * splines + k] * overJacobian[j * splines + k];
        for (let a = 0; a < held; a++) less += cross[i * count + a] * cross[j * count + a];
        N[i * moving + j] -= less;
      }
      N[i * moving + i] += pull[free[i]] ** 2;
      for (let a = 0; a < held; a++) gradient[i] -= cross[i * count + a] * undone[a];
    }
    let accepted = false;
    while (!accepted && damping < 1e8) {
      for (let i = 0; i < moving; i++) {
        for (let j = 0; j < i; j++) damped[i * moving + j] = N[i * moving + j];
        damped[i * moving + i] = N[i * moving + i] * (1 + damping);
        step[i] = gradient[i];
      }
      choleskyFactor(damped, moving);
      choleskyForward(damped, moving, step);
      choleskyBackward(damped, moving, step);
      trial.set(parameters);
      for (let i = 0; i < moving; i++) {
        const j = free[i];
        trial[j] = Math.min(high[j], Math.max(low[j], parameters[j] + step[i]));
      }
      const tried = evaluate(trial) + penalty(trial);
      if (tried <= cost) {
        converged = cost - tried <= tolerance * cost;
        accepted = true;
        current = true;
        [parameters, trial] = [trial, parameters];
        cost = tried;
        damping = Math.max(1e-9, damping / 10);
      } else {
        current = false;
        damping *= 10;
      }
    }
    if (!accepted) {
      // No way down at any step length: this is the minimum to rounding.
      converged = true;
    }
  }
  if (!current) evaluate(parameters);
  residualFill();
  if (setup.iterations > 0) model.derive(amplitudes);
  return { parameters, amplitudes, baseline: coefficients, residual, cost, iterations, converged };
}

/** out[i, j <= i] = x_i . x_j, four products at a time; n x n, row-major, lower triangle. */
export function productsSymmetric(x: Float64Array, n: number, rows: number, out: Float64Array): void {
  for (let i = 0; i < n; i += 2) {
    const a = i * rows;
    const pair = i + 1 < n;
    const b = pair ? a + rows : a;
    for (let j = 0; j <= i; j += 2) {
      const c = j * rows;
      const two = j + 1 < n;
      const d = two ? c + rows : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < rows; k++) {
        const xa = x[a + k];
        const xb = x[b + k];
        const xc = x[c + k];
        const xd = x[d + k];
        ac += xa * xc;
        ad += xa * xd;
        bc += xb * xc;
        bd += xb * xd;
      }
      out[i * n + j] = ac;
      if (two) out[i * n + j + 1] = ad;
      if (pair) {
        out[(i + 1) * n + j] = bc;
        if (two) out[(i + 1) * n + j + 1] = bd;
      }
    }
  }
}
