import { Matrix, solve } from "ml-matrix";
import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

export interface SpectrumFwhmOptions {
  /** ppm range that holds the peak. @default [2.9, 3.1] (tCr; 2.8 to 3.2 for a difference spectrum) */
  peak?: [number, number];
}

/** Hz per tesla: the width that Osprey's fit starts from, and the proton's MHz per tesla. */
const START = { hertzPerTesla: 5 / 3, megahertzPerTesla: 42.577 };

/**
 * Osprey's line width (op_get_Multispectra_LW), Hz: the mean of the span of points at or above half of the largest
 * |real part| in the range, and the width of a Lorentzian fitted there (height, width, place, offset, phase). The
 * spectrum should be zero-filled eightfold, as Osprey does first.
 *
 * @returns undefined when the range lies outside the axis, is flat, or the fit finds no line in it.
 */
export function spectrumFwhm(
  spectra: SpectrumStack,
  row = 0,
  options: SpectrumFwhmOptions = {},
): number | undefined {
  const { peak = [2.9, 3.1] } = options;
  const { ppm, spectrometerFrequency } = spectra;
  if (ppm[0] > peak[0] || ppm[ppm.length - 1] < peak[1]) return undefined;
  const [first, last] = ppmWindow(ppm, ...peak);
  if (last - first < 8) return undefined;
  const start = row * spectra.shape[1];
  const values = Float64Array.from(spectra.re.subarray(start + first, start + last));
  const hertz = Float64Array.from(values, (_, k) => (ppm[first + k] - ppm[first]) * spectrometerFrequency);
  let top = 0;
  values.forEach((value, k) => {
    if (Math.abs(value) > Math.abs(values[top])) top = k;
  });
  const height = Math.abs(values[top]);
  if (!(height > 0) || values.every((value) => value === values[0])) return undefined;
  const above = [...values.keys()].filter((k) => Math.abs(values[k]) >= height / 2);
  const counted = hertz[above[above.length - 1]] - hertz[above[0]];
  const guess = (START.hertzPerTesla * spectrometerFrequency) / START.megahertzPerTesla;
  const fitted = lorentzianWidth(hertz, values, guess, hertz[top]);
  return fitted === undefined ? undefined : (counted + fitted) / 2;
}

/**
 * Width of a Lorentzian of any phase over an offset. Height, phase and offset enter linearly and are solved for; width
 * and place are found by Levenberg and Marquardt's method on what is left.
 */
function lorentzianWidth(x: Float64Array, y: Float64Array, width: number, place: number): number | undefined {
  const range = x[x.length - 1];
  let at: [number, number] = [Math.log(width), place];
  let rest = residual(x, y, at);
  let damping = 1e-3;
  for (let iteration = 0; iteration < 60; iteration++) {
    const steps = [1e-4, 1e-4 * Math.exp(at[0])];
    const columns = steps.map((step, k) => {
      const [up, down] = [1, -1].map((sign) =>
        residual(x, y, [at[0] + (k === 0 ? sign * step : 0), at[1] + (k === 1 ? sign * step : 0)]),
      );
      return up.map((value, i) => (value - down[i]) / (2 * step));
    });
    const dot = (a: Float64Array, b: Float64Array): number => a.reduce((sum, v, i) => sum + v * b[i], 0);
    const [a, b, c] = [dot(columns[0], columns[0]), dot(columns[0], columns[1]), dot(columns[1], columns[1])];
    const [p, q] = columns.map((column) => -dot(column, rest));
    const [da, dc] = [a * (1 + damping), c * (1 + damping)];
    const determinant = da * dc - b * b;
    if (!(determinant > 0)) break;
    const move = [(p * dc - q * b) / determinant, (da * q - b * p) / determinant];
    const next: [number, number] = [at[0] + Math.max(-1, Math.min(1, move[0])), at[1] + move[1]];
    const nextRest = residual(x, y, next);
    const [before, after] = [dot(rest, rest), dot(nextRest, nextRest)];
    if (after < before) {
      [at, rest] = [next, nextRest];
      damping /= 5;
      if (before - after < 1e-10 * before) break;
    } else {
      damping *= 5;
      if (damping > 1e8) break;
    }
  }
  const found = Math.exp(at[0]);
  return found < 2 * range && at[1] > -range && at[1] < 2 * range ? found : undefined;
}

/** What height, phase and offset at their best leave of the values. */
function residual(x: Float64Array, y: Float64Array, [logWidth, place]: [number, number]): Float64Array {
  const half = Math.exp(logWidth) / 2;
  const design = Matrix.zeros(x.length, 3);
  x.forEach((value, k) => {
    const u = (value - place) / half;
    design.setRow(k, [1 / (1 + u * u), u / (1 + u * u), 1]);
  });
  const transposed = design.transpose();
  // By singular values: where the search goes to a line much narrower than the points, columns are no longer independent.
  const found = solve(transposed.mmul(design), transposed.mmul(Matrix.columnVector(y)), true);
  return y.map(
    (value, k) =>
      value -
      design.get(k, 0) * found.get(0, 0) -
      design.get(k, 1) * found.get(1, 0) -
      design.get(k, 2) * found.get(2, 0),
  );
}
