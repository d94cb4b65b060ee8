import { Matrix, solve } from "ml-matrix";
import type { SpectrumMaker, SpectrumParameters } from "../../cohort/index.js";

/** The parameters that a spectrum of a `SpectrumMaker` was most likely made with. */
export interface FittedParameters {
  /** mM, in the basis set's order. */
  concentrations: number[];
  /** Hz. */
  lorentzian: number;
  gaussian: number;
  frequency: number;
  /** rad. */
  phase: number;
  /** Hz, full width at half maximum of the two together (Olivero and Longbothum 1977). */
  width: number;
  /** RMS of what is left, in the spectrum's unit. */
  residual: number;
}

export interface SpectrumParametersFitOptions {
  /** Order of the polynomial baseline, real and imaginary; -1 for none. @default 4 */
  order?: number;
  /** Where the search begins. @default 6 Hz, 4 Hz, 0 Hz, 0 rad */
  start?: Pick<SpectrumParameters, "lorentzian" | "gaussian" | "frequency" | "phase">;
}

const START = { lorentzian: 6, gaussian: 4, frequency: 0, phase: 0 };
const STEPS = [1e-3, 1e-3, 1e-4, 1e-5];
const ITERATIONS = 40;
/** Hz: lines wider than any that are made; where a spectrum holds next to nothing, the search ends here. */
const WIDEST = 40;

/**
 * Fits the very model that spectra are made with: Levenberg-Marquardt in the two widths, the frequency and the phase;
 * concentrations and baseline, in which it is linear, are solved inside (variable projection, Golub and Pereyra 1973).
 * It is meant for reading parameters off synthetic spectra of one `SpectrumMaker`; scans are fitted with `lib/fit`.
 *
 * @param row - conditions x 2p values: for each condition real parts, then imaginary ones.
 */
export function spectrumParametersFit(
  maker: SpectrumMaker,
  metabolites: number,
  row: ArrayLike<number>,
  { order = 4, start = START }: SpectrumParametersFitOptions = {},
): FittedParameters {
  const p = maker.ppm.length;
  const parts = 2 * maker.conditions.length;
  const size = parts * p;
  const polynomials = orthonormalPolynomials(p, order);
  const withoutBaseline = (values: Float64Array): Float64Array => {
    for (let part = 0; part < parts; part++) {
      const own = values.subarray(part * p, (part + 1) * p);
      for (const polynomial of polynomials) {
        let along = 0;
        for (let k = 0; k < p; k++) along += own[k] * polynomial[k];
        for (let k = 0; k < p; k++) own[k] -= along * polynomial[k];
      }
    }
    return values;
  };
  const data = withoutBaseline(Float64Array.from(row));
  const re = new Float32Array(maker.conditions.length * p);
  const im = new Float32Array(maker.conditions.length * p);
  const unit = new Float64Array(metabolites);

  const solveAt = (theta: readonly number[]): { concentrations: number[]; residual: Float64Array } => {
    const [lorentzian, gaussian, frequency, phase] = theta;
    const columns = Array.from({ length: metabolites }, (_, m) => {
      unit.fill(0);
      unit[m] = 1;
      maker.make({ concentrations: unit, lorentzian, gaussian, frequency, phase }, re, im, 0);
      const column = new Float64Array(size);
      for (let c = 0; c < parts / 2; c++) {
        column.set(re.subarray(c * p, (c + 1) * p), 2 * c * p);
        column.set(im.subarray(c * p, (c + 1) * p), (2 * c + 1) * p);
      }
      return withoutBaseline(column);
    });
    const normal = columns.map((a) => columns.map((b) => dot(a, b)));
    const right = columns.map((a) => [dot(a, data)]);
    const concentrations = solve(new Matrix(normal), new Matrix(right), true).to1DArray();
    const residual = data.slice();
    columns.forEach((column, m) => {
      for (let k = 0; k < size; k++) residual[k] -= concentrations[m] * column[k];
    });
    return { concentrations, residual };
  };
  const bounded = (theta: readonly number[]): number[] => [
    Math.min(WIDEST, Math.max(0, theta[0])),
    Math.min(WIDEST, Math.max(0, theta[1])),
    theta[2],
    theta[3],
  ];

  let theta = bounded([start.lorentzian, start.gaussian, start.frequency, start.phase]);
  let at = solveAt(theta);
  let cost = dot(at.residual, at.residual);
  let damping = 1e-3;
  for (let iteration = 0; iteration < ITERATIONS; iteration++) {
    const slopes = theta.map((value, j) => {
      const moved = theta.slice();
      moved[j] = value + STEPS[j];
      const { residual } = solveAt(moved);
      return residual.map((after, k) => (after - at.residual[k]) / STEPS[j]);
    });
    const hessian = slopes.map((a) => slopes.map((b) => dot(a, b)));
    const gradient = slopes.map((a) => [-dot(a, at.residual)]);
    let gain = 0;
    while (damping < 1e8) {
      const damped = hessian.map((line, j) =>
        line.map((value, k) => (j === k ? value * (1 + damping) : value)),
      );
      const step = solve(new Matrix(damped), new Matrix(gradient), true).to1DArray();
      const next = bounded(theta.map((value, j) => value + step[j]));
      const there = solveAt(next);
      const nextCost = dot(there.residual, there.residual);
      if (nextCost < cost) {
        gain = (cost - nextCost) / cost;
        [theta, at, cost] = [next, there, nextCost];
        damping /= 5;
        break;
      }
      damping *= 4;
    }
    if (gain < 1e-9) break;
  }
  const [lorentzian, gaussian, frequency, phase] = theta;
  return {
    concentrations: at.concentrations,
    lorentzian,
    gaussian,
    frequency,
    phase,
    width: 0.5346 * lorentzian + Math.sqrt(0.2166 * lorentzian ** 2 + gaussian ** 2),
    residual: Math.sqrt(cost / size),
  };
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += a[k] * b[k];
  return sum;
}

/** Polynomials of order 0 … `order` over p even places, orthonormal (Gram-Schmidt). */
function orthonormalPolynomials(p: number, order: number): Float64Array[] {
  const made: Float64Array[] = [];
  for (let power = 0; power <= order; power++) {
    const next = Float64Array.from({ length: p }, (_, k) => ((2 * k) / (p - 1) - 1) ** power);
    for (let twice = 0; twice < 2; twice++) {
      for (const before of made) {
        const along = dot(next, before);
        for (let k = 0; k < p; k++) next[k] -= along * before[k];
      }
    }
    const norm = Math.sqrt(dot(next, next));
    made.push(next.map((value) => value / norm));
  }
  return made;
}
