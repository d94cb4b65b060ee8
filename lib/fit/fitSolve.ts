import { boundedScratch, boundedSolve } from "./boundedSolve.js";
import { choleskyBackward, choleskyFactor, choleskyForward } from "./choleskyFactor.js";
import type { FitModel } from "./fitModel.js";
import { innerProducts } from "./innerProducts.js";

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
  const none = new Float64Array(count);
  const unlimited = new Float64Array(count).fill(Infinity);
  /** 0 where an amplitude is free. */
  const place = new Int8Array(count);
  const scratch = boundedScratch(Math.max(count, size));
  // With soft constraints: what the amplitudes are solved from, and A^T residual, which is then not 0.
  const pulled = pulls.length > 0 ? new Float64Array(count * count) : H;
  const pulledSide = new Float64Array(count);
  const left = new Float64Array(count);
  const undone = new Float64Array(count);
  const less = new Float64Array(count * count);
  const lessSide = new Float64Array(count);
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
    innerProducts(columns, count, columns, count, rows, H, true);
    innerProducts(overColumns, count, overColumns, count, splines, less, true);
    innerProducts(columns, count, data, 1, rows, h);
    innerProducts(overColumns, count, overData, 1, splines, lessSide);
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) H[j * count + i] = H[i * count + j] -= less[i * count + j];
      h[i] -= lessSide[i];
    }
    for (let k = 0; k < prior.length; k++) H[k] += prior[k];
    boundedSolve(H, h, count, amplitudes, none, unlimited, place, scratch);
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
      boundedSolve(pulled, pulledSide, count, amplitudes, none, unlimited, place, scratch);
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
  const stepLow = new Float64Array(size);
  const stepHigh = new Float64Array(size);
  const stepPlace = new Int8Array(size);
  // Nothing moves where only amplitudes and baseline are asked for.
  const most = setup.iterations > 0 ? size : 0;
  const packed = new Float64Array(most * rows);
  const overJacobian = new Float64Array(most * splines);
  const between = new Float64Array(most * count);
  const overBetween = new Float64Array(most * count);
  const cross = new Float64Array(most * count);
  const N = new Float64Array(most * most);
  const overN = new Float64Array(most * most);
  const damped = new Float64Array(most * most);
  const gradient = new Float64Array(size);
  const step = new Float64Array(size);
  const factor = new Float64Array(count * count);
  const support = new Int32Array(count);
  let damping = 1e-3;

  /**
   * Fills `trial` with the minimum of the damped quadratic model within the limits; a step cut off at them afterwards
   * would often lead up, as parameters are correlated.
   *
   * @returns the fall of the cost that the model promises.
   */
  function stepWithin(moving: number): number {
    for (let i = 0; i < moving; i++) {
      for (let j = 0; j < i; j++) damped[i * moving + j] = damped[j * moving + i] = N[i * moving + j];
      damped[i * moving + i] = N[i * moving + i] * (1 + damping);
      stepLow[i] = low[free[i]] - parameters[free[i]];
      stepHigh[i] = high[free[i]] - parameters[free[i]];
    }
    boundedSolve(damped, gradient, moving, step, stepLow, stepHigh, stepPlace.fill(0), scratch);
    trial.set(parameters);
    let fall = 0;
    for (let i = 0; i < moving; i++) {
      const j = free[i];
      trial[j] = Math.min(high[j], Math.max(low[j], parameters[j] + step[i]));
      let slope = 2 * gradient[i] - N[i * moving + i] * step[i];
      for (let k = 0; k < i; k++) slope -= 2 * N[i * moving + k] * step[k];
      fall += slope * step[i];
    }
    return fall;
  }

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
    innerProducts(packed, moving, packed, moving, rows, N, true);
    innerProducts(overJacobian, moving, overJacobian, moving, splines, overN, true);
    innerProducts(packed, moving, columns, count, rows, between);
    innerProducts(overJacobian, moving, overColumns, count, splines, overBetween);
    // What the free amplitudes can undo of a step is no change of the model.
    let present = 0;
    for (let i = 0; i < count; i++) if (place[i] === 0) support[present++] = i;
    for (let i = 0; i < present; i++) {
      for (let j = 0; j <= i; j++) factor[i * count + j] = pulled[support[i] * count + support[j]];
      undone[i] = left[support[i]];
    }
    choleskyFactor(factor, present, count);
    choleskyForward(factor, present, undone, count);
    for (let i = 0; i < moving; i++) {
      for (let a = 0; a < present; a++) {
        const from = i * count + support[a];
        cross[i * count + a] = between[from] - overBetween[from];
      }
      choleskyForward(factor, present, cross, count, i * count);
      for (let j = 0; j <= i; j++) {
        let less = overN[i * moving + j];
        for (let a = 0; a < present; a++) less += cross[i * count + a] * cross[j * count + a];
        N[i * moving + j] -= less;
      }
      N[i * moving + i] += pull[free[i]] ** 2;
      for (let a = 0; a < present; a++) gradient[i] -= cross[i * count + a] * undone[a];
    }
    let accepted = false;
    while (!accepted && !converged) {
      const fall = stepWithin(moving);
      // No way down that is worth a look: this is the minimum, or the data are no numbers.
      if (!(fall > 0.01 * tolerance * cost)) {
        converged = true;
        break;
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
  }
  if (!current) evaluate(parameters);
  residualFill();
  return { parameters, amplitudes, baseline: coefficients, residual, cost, iterations, converged };
}
