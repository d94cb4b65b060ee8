import type { FidStack } from "../signal/index.js";
import { complexEigenvalues } from "./complexEigenvalues.js";
import { hankelBasis } from "./hankelBasis.js";

/** One exponentially damped oscillation of a FID: amplitude exp(i phase) exp((2 pi i frequency - damping) t). */
export interface DampedComponent {
  /** Hz, 0 at `referencePpm`. */
  frequency: number;
  /** 1/s; pi times the Lorentzian width in Hz. */
  damping: number;
  amplitude: number;
  /** rad */
  phase: number;
}

export interface FidDecomposeOptions {
  /** Components looked for; fewer are found in a FID that is made of fewer. @default 32 */
  components?: number;
  /** Rows of the Hankel matrix, as a share of the points. @default 0.5 (the most accurate for a given count) */
  rows?: number;
  /**
   * Hz of full width at half maximum; broader components are left out of the fit. With fewer true lines than components
   * the rest describe noise, and broad ones among them would cancel each other at many times the signal. @default 100
   */
  maximumWidth?: number;
}

/** A component that grows faster than this (1/s) is no signal. */
const GROWTH = 5;

/**
 * A FID as a sum of damped oscillations by HLSVD (Pijnappel et al., J Magn Reson 1992): the shift of the leading left
 * singular vectors of its Hankel matrix by one sample gives frequencies and dampings, linear least squares the complex
 * amplitudes.
 *
 * @param row - the transient of the stack that is decomposed.
 */
export function fidDecompose(stack: FidStack, row = 0, options: FidDecomposeOptions = {}): DampedComponent[] {
  const { components = 32, rows = 0.5, maximumWidth = 100 } = options;
  const points = stack.shape[1];
  const re = Float64Array.from(stack.re.subarray(row * points, (row + 1) * points));
  const im = Float64Array.from(stack.im.subarray(row * points, (row + 1) * points));
  const basis = hankelBasis(re, im, Math.max(2, Math.floor(rows * points)), components);
  if (basis.count === 0) return [];
  const shift = shiftMatrix(basis.re, basis.im, basis.count, basis.rows);
  const poles = complexEigenvalues(shift.re, shift.im, basis.count);
  const rates: [number, number][] = [];
  for (let k = 0; k < basis.count; k++) {
    const damping = -Math.log(Math.hypot(poles.re[k], poles.im[k])) / stack.dwellTime;
    const angle = Math.atan2(poles.im[k], poles.re[k]) / stack.dwellTime;
    if (damping > -GROWTH && damping < Math.PI * maximumWidth) rates.push([damping, angle]);
  }
  const amplitudes = amplitudesFit(re, im, rates, stack.dwellTime);
  return rates.map(([damping, angle], k) => ({
    frequency: angle / (2 * Math.PI),
    damping,
    amplitude: Math.hypot(...amplitudes[k]),
    phase: Math.atan2(amplitudes[k][1], amplitudes[k][0]),
  }));
}

/**
 * The matrix Z that moves the rows of U (vectors stored as rows here) on by one sample, in the least-squares sense:
 * with U orthonormal and u its last row, (U_top^H U_top)^-1 = I + u^H u / (1 - u u^H), so that nothing is inverted.
 */
function shiftMatrix(
  uRe: Float64Array,
  uIm: Float64Array,
  count: number,
  rows: number,
): { re: Float64Array; im: Float64Array } {
  const re = new Float64Array(count * count);
  const im = new Float64Array(count * count);
  for (let a = 0; a < count; a++) {
    for (let b = 0; b < count; b++) {
      let x = 0;
      let y = 0;
      for (let k = a * rows, l = b * rows + 1; k < (a + 1) * rows - 1; k++, l++) {
        x += uRe[k] * uRe[l] + uIm[k] * uIm[l];
        y += uRe[k] * uIm[l] - uIm[k] * uRe[l];
      }
      re[a * count + b] = x;
      im[a * count + b] = y;
    }
  }
  // Z = (I + conj(u)^T u / (1 - |u|^2)) M with M as above
  const last = (k: number): [number, number] => [uRe[(k + 1) * rows - 1], uIm[(k + 1) * rows - 1]];
  let rest = 1;
  for (let k = 0; k < count; k++) rest -= last(k)[0] ** 2 + last(k)[1] ** 2;
  for (let b = 0; b < count; b++) {
    let x = 0;
    let y = 0;
    for (let k = 0; k < count; k++) {
      const [p, q] = last(k);
      x += p * re[k * count + b] - q * im[k * count + b];
      y += p * im[k * count + b] + q * re[k * count + b];
    }
    for (let a = 0; a < count; a++) {
      const [p, q] = last(a);
      re[a * count + b] += (p * x + q * y) / rest;
      im[a * count + b] += (p * y - q * x) / rest;
    }
  }
  return { re, im };
}

/** Complex least-squares amplitudes of damped oscillations, by modified Gram-Schmidt; 0 where two are the same. */
function amplitudesFit(
  fidRe: Float64Array,
  fidIm: Float64Array,
  rates: readonly [number, number][],
  dwellTime: number,
): [number, number][] {
  const points = fidRe.length;
  const count = rates.length;
  const qRe = new Float64Array(count * points);
  const qIm = new Float64Array(count * points);
  const restRe = fidRe.slice();
  const restIm = fidIm.slice();
  const upperRe = new Float64Array(count * count);
  const upperIm = new Float64Array(count * count);
  const sideRe = new Float64Array(count);
  const sideIm = new Float64Array(count);
  rates.forEach(([damping, angle], k) => {
    const own = k * points;
    const decay = Math.exp(-damping * dwellTime);
    const [c, s] = [decay * Math.cos(angle * dwellTime), decay * Math.sin(angle * dwellTime)];
    let [x, y] = [1, 0];
    let power = 0;
    for (let t = 0; t < points; t++) {
      qRe[own + t] = x;
      qIm[own + t] = y;
      power += x * x + y * y;
      [x, y] = [x * c - y * s, x * s + y * c];
    }
    for (let j = 0; j < k; j++) {
      const other = j * points;
      let [p, q] = [0, 0];
      for (let t = 0; t < points; t++) {
        p += qRe[other + t] * qRe[own + t] + qIm[other + t] * qIm[own + t];
        q += qRe[other + t] * qIm[own + t] - qIm[other + t] * qRe[own + t];
      }
      upperRe[j * count + k] = p;
      upperIm[j * count + k] = q;
      for (let t = 0; t < points; t++) {
        qRe[own + t] -= p * qRe[other + t] - q * qIm[other + t];
        qIm[own + t] -= p * qIm[other + t] + q * qRe[other + t];
      }
    }
    let left = 0;
    for (let t = own; t < own + points; t++) left += qRe[t] * qRe[t] + qIm[t] * qIm[t];
    if (left <= 1e-20 * power) {
      qRe.fill(0, own, own + points);
      qIm.fill(0, own, own + points);
      return;
    }
    const norm = Math.sqrt(left);
    upperRe[k * count + k] = norm;
    let [p, q] = [0, 0];
    for (let t = 0; t < points; t++) {
      qRe[own + t] /= norm;
      qIm[own + t] /= norm;
      p += qRe[own + t] * restRe[t] + qIm[own + t] * restIm[t];
      q += qRe[own + t] * restIm[t] - qIm[own + t] * restRe[t];
    }
    for (let t = 0; t < points; t++) {
      restRe[t] -= p * qRe[own + t] - q * qIm[own + t];
      restIm[t] -= p * qIm[own + t] + q * qRe[own + t];
    }
    sideRe[k] = p;
    sideIm[k] = q;
  });
  const found: [number, number][] = rates.map(() => [0, 0]);
  for (let k = count - 1; k >= 0; k--) {
    const pivot = upperRe[k * count + k];
    if (pivot === 0) continue;
    let [x, y] = [sideRe[k], sideIm[k]];
    for (let j = k + 1; j < count; j++) {
      const [a, b] = [upperRe[k * count + j], upperIm[k * count + j]];
      x -= a * found[j][0] - b * found[j][1];
      y -= a * found[j][1] + b * found[j][0];
    }
    found[k] = [x / pivot, y / pivot];
  }
  return found;
}
