import { choleskyFactor, choleskyForward } from "./choleskyFactor.js";
import type { FitBaseline } from "./fitOptions.js";

/** Columns of the baseline, each with its support, and what takes them out of the other columns. */
export interface BaselineBasis {
  count: number;
  rows: number;
  /** count x rows */
  columns: Float64Array;
  /** First row of each column that is not 0, and the row after its last. */
  start: Int32Array;
  end: Int32Array;
  /** B^T B, count x count. */
  gram: Float64Array;
  /** D^T D of the second differences, count x count; empty without a penalty. */
  roughness: Float64Array;
  /** Weight of the roughness. */
  penalty: number;
  /** Cholesky factor of B^T B + penalty D^T D. */
  factor: Float64Array;
  /** trace((B^T B + penalty D^T D)^-1 B^T B) */
  dimension: number;
}

/** Value at u of the uniform cubic B-spline whose support is (-2, 2). */
function cubicSpline(u: number): number {
  const x = Math.abs(u);
  if (x >= 2) return 0;
  return x < 1 ? 2 / 3 - x * x + (x * x * x) / 2 : (2 - x) ** 3 / 6;
}

/**
 * The columns of a baseline over an ascending axis of `ppm`: B-splines whose knots divide the range evenly, or
 * Legendre polynomials.
 *
 * @param complex - real and imaginary part have a baseline each, one below the other.
 */
export function baselineBasis(baseline: FitBaseline, ppm: Float64Array, complex: boolean): BaselineBasis {
  // It depends on the number of points and their span only, to the last bit, so that the scans of a study share it and
  // none is fitted otherwise because of those before it.
  const span = (ppm[ppm.length - 1] - ppm[0]).toFixed(3);
  const key = JSON.stringify([baseline, ppm.length, span, complex]);
  const found = made.get(key) ?? baselineMake(baseline, ppm.length, Number(span), complex);
  if (made.size >= 64) made.clear();
  made.set(key, found);
  return found;
}

const made = new Map<string, BaselineBasis>();

function baselineMake(baseline: FitBaseline, points: number, span: number, complex: boolean): BaselineBasis {
  /** From 0 at the first point to 1 at the last. */
  const place = Float64Array.from({ length: points }, (_, k) => k / (points - 1));
  const values: Float64Array[] = [];
  if (baseline.kind === "polynomial") {
    for (let order = 0; order <= baseline.order; order++) {
      values.push(place.map((x) => legendre(order, 2 * x - 1)));
    }
  } else if (baseline.kind !== "none") {
    // Unpenalised splines as LCModel and Osprey lay them: two segments more, none centred outside the range.
    const plain = baseline.kind === "spline";
    const segments = Math.max(1, Math.round(span / baseline.knotSpacing)) + (plain ? 2 : 0);
    for (let k = plain ? 0 : -1; k <= (plain ? segments : segments + 1); k++) {
      values.push(place.map((x) => cubicSpline(x * segments - k)));
    }
  }
  const parts = complex ? 2 : 1;
  const single = values.length;
  const count = parts * single;
  const rows = parts * points;
  const columns = new Float64Array(count * rows);
  const start = new Int32Array(count);
  const end = new Int32Array(count);
  const roughness = new Float64Array(baseline.kind === "penalised" ? count * count : 0);
  for (let part = 0; part < parts; part++) {
    values.forEach((column, k) => {
      const own = part * single + k;
      columns.set(column, own * rows + part * points);
      const first = column.findIndex((value) => value !== 0);
      start[own] = part * points + Math.max(0, first);
      end[own] = part * points + (first < 0 ? 0 : column.findLastIndex((value) => value !== 0) + 1);
    });
    for (let k = part * single; roughness.length > 0 && k + 2 < (part + 1) * single; k++) {
      const difference = [1, -2, 1];
      for (let i = 0; i < 3; i++) {
        for (let j = 0; j < 3; j++) roughness[(k + i) * count + k + j] += difference[i] * difference[j];
      }
    }
  }
  const gram = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      const last = Math.min(end[i], end[j]);
      for (let k = Math.max(start[i], start[j]); k < last; k++)
        sum += columns[i * rows + k] * columns[j * rows + k];
      gram[i * count + j] = gram[j * count + i] = sum;
    }
  }
  const basis: BaselineBasis = {
    count,
    rows,
    columns,
    start,
    end,
    gram,
    roughness,
    penalty: 0,
    factor: new Float64Array(count * count),
    dimension: 0,
  };
  if (baseline.kind !== "penalised") return baselineStiffen(basis, 0);
  if (typeof baseline.dimensionPerPpm === "string")
    throw new Error("the fit chooses the dimension before it lays the baseline");
  return baselineOfDimension(basis, parts * Math.max(2.01, baseline.dimensionPerPpm * span));
}

function legendre(order: number, x: number): number {
  let [before, value] = [1, x];
  if (order === 0) return 1;
  for (let k = 1; k < order; k++) [before, value] = [value, ((2 * k + 1) * x * value - k * before) / (k + 1)];
  return value;
}

/** The same baseline with another weight of its roughness. */
export function baselineStiffen(basis: BaselineBasis, penalty: number): BaselineBasis {
  const { count, gram, roughness } = basis;
  const factor = gram.map((value, k) => value + (penalty > 0 ? penalty * roughness[k] : 0));
  choleskyFactor(factor, count);
  let dimension = 0;
  const column = new Float64Array(count);
  // trace of M^-1 G = sum over the columns of |..|: solve L w = G e_j, then L^T
  for (let j = 0; j < count; j++) {
    for (let i = 0; i < count; i++) column[i] = gram[i * count + j];
    choleskyForward(factor, count, column);
    for (let i = count - 1; i >= j; i--) {
      let sum = column[i];
      for (let k = i + 1; k < count; k++) sum -= factor[k * count + i] * column[k];
      column[i] = sum / factor[i * count + i];
    }
    dimension += column[j];
  }
  return { ...basis, penalty, factor, dimension };
}

/** The same baseline at a stated effective dimension (bisection over the logarithm of the penalty). */
export function baselineOfDimension(basis: BaselineBasis, dimension: number): BaselineBasis {
  if (dimension >= basis.count) return baselineStiffen(basis, 0);
  let [low, high] = [-8, 12];
  for (let k = 0; k < 24; k++) {
    const middle = (low + high) / 2;
    if (baselineStiffen(basis, 10 ** middle).dimension > dimension) low = middle;
    else high = middle;
  }
  return baselineStiffen(basis, 10 ** high);
}
