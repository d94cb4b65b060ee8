import { SVD, Matrix } from "ml-matrix";
import { fftInPlace, nextPowerOfTwo } from "../signal/index.js";

/** The leading left singular vectors of a Hankel matrix, as rows, and their singular values. */
export interface HankelBasis {
  /** count x rows */
  re: Float64Array;
  /** count x rows */
  im: Float64Array;
  count: number;
  rows: number;
  /** Singular values, largest first. */
  values: Float64Array;
}

/** A Lanczos vector this small against the matrix is rounding: the matrix has no further rank. */
const EXHAUSTED = 1e-12;

/**
 * The leading singular values and left vectors of the Hankel matrix H[i, j] = x[i + j] of a FID, by Lanczos
 * bidiagonalisation (Golub and Kahan 1965) with full reorthogonalisation. Products with H go through one FFT of the
 * FID's length; the bidiagonal matrix is real, so that its own SVD is a small real one.
 *
 * @param rows - of H; it has length - rows + 1 columns.
 * @param count - singular vectors wanted; fewer are given when H has less rank.
 */
export function hankelBasis(
  fidRe: Float64Array,
  fidIm: Float64Array,
  rows: number,
  count: number,
): HankelBasis {
  const length = fidRe.length;
  const columns = length - rows + 1;
  const size = nextPowerOfTwo(length);
  const xRe = new Float64Array(size);
  const xIm = new Float64Array(size);
  xRe.set(fidRe);
  xIm.set(fidIm);
  fftInPlace(xRe, xIm, 0, size);
  // sum_j x[i + j] v[j] is a correlation, which does not wrap, since i + j stays below the length.
  const bufferRe = new Float64Array(size);
  const bufferIm = new Float64Array(size);
  const multiply = (vRe: Float64Array, vIm: Float64Array): void => {
    // Conjugated in and out, the transform of v reversed is had without reversing.
    bufferRe.fill(0).set(vRe);
    bufferIm.fill(0).set(vIm);
    for (let k = 0; k < vIm.length; k++) bufferIm[k] = -bufferIm[k];
    fftInPlace(bufferRe, bufferIm, 0, size);
    for (let k = 0; k < size; k++) {
      const [a, b] = [bufferRe[k], -bufferIm[k]];
      bufferRe[k] = xRe[k] * a - xIm[k] * b;
      bufferIm[k] = xRe[k] * b + xIm[k] * a;
    }
    fftInPlace(bufferRe, bufferIm, 0, size, "inverse");
  };

  // A quarter more than are wanted: those that stand out of the noise have converged long before.
  const steps = Math.min(rows, columns, Math.ceil(1.25 * count) + 8);
  const left = basis(steps, rows);
  const right = basis(steps + 1, columns);
  const diagonal: number[] = [];
  const above: number[] = [];
  // From the first row of H conjugated: it lies in the row space, so that a matrix of low rank ends early.
  for (let j = 0; j < columns; j++) {
    right.re[j] = fidRe[j];
    right.im[j] = -fidIm[j];
  }
  let scale = normalise(right, 0);
  let step = 0;
  while (scale > 0 && step < steps) {
    multiply(right.row(step).re, right.row(step).im);
    left.re.set(bufferRe.subarray(0, rows), step * rows);
    left.im.set(bufferIm.subarray(0, rows), step * rows);
    orthogonalise(left, step);
    const alpha = normalise(left, step);
    if (alpha <= EXHAUSTED * (diagonal[0] ?? 0) || alpha === 0) break;
    diagonal.push(alpha);
    step++;
    // H^H u = conj(H^T conj(u)), and H^T is Hankel of the same FID.
    const u = left.row(step - 1);
    multiply(
      u.re,
      u.im.map((value) => -value),
    );
    right.re.set(bufferRe.subarray(0, columns), step * columns);
    for (let j = 0; j < columns; j++) right.im[step * columns + j] = -bufferIm[j];
    orthogonalise(right, step);
    const beta = normalise(right, step);
    if (beta <= EXHAUSTED * diagonal[0]) break;
    above.push(beta);
    scale = beta;
  }

  const found = Math.min(count, step);
  const result: HankelBasis = {
    re: new Float64Array(found * rows),
    im: new Float64Array(found * rows),
    count: found,
    rows,
    values: new Float64Array(found),
  };
  if (found === 0) return result;
  // H V = U B with B upper bidiagonal: the left vectors of B turn U into those of H.
  const bidiagonal = Matrix.zeros(step, step);
  for (let k = 0; k < step; k++) {
    bidiagonal.set(k, k, diagonal[k]);
    if (k + 1 < step) bidiagonal.set(k, k + 1, above[k]);
  }
  const svd = new SVD(bidiagonal, { computeRightSingularVectors: false });
  for (let k = 0; k < found; k++) {
    result.values[k] = svd.diagonal[k];
    for (let j = 0; j < step; j++) {
      const weight = svd.leftSingularVectors.get(j, k);
      for (let i = 0; i < rows; i++) {
        result.re[k * rows + i] += weight * left.re[j * rows + i];
        result.im[k * rows + i] += weight * left.im[j * rows + i];
      }
    }
  }
  return result;
}

interface Basis {
  re: Float64Array;
  im: Float64Array;
  length: number;
  row: (k: number) => { re: Float64Array; im: Float64Array };
}

function basis(count: number, length: number): Basis {
  const re = new Float64Array(count * length);
  const im = new Float64Array(count * length);
  return {
    re,
    im,
    length,
    row: (k) => ({
      re: re.subarray(k * length, (k + 1) * length),
      im: im.subarray(k * length, (k + 1) * length),
    }),
  };
}

/** Takes from vector `k` its part along the vectors before it; the last has most of it and goes first. */
function orthogonalise({ re, im, length }: Basis, k: number): void {
  const own = k * length;
  for (let j = k - 1; j >= 0; j--) {
    const other = j * length;
    let x = 0;
    let y = 0;
    for (let i = 0; i < length; i++) {
      x += re[other + i] * re[own + i] + im[other + i] * im[own + i];
      y += re[other + i] * im[own + i] - im[other + i] * re[own + i];
    }
    for (let i = 0; i < length; i++) {
      re[own + i] -= x * re[other + i] - y * im[other + i];
      im[own + i] -= x * im[other + i] + y * re[other + i];
    }
  }
}

/** Scales vector `k` to length 1 and returns what its length was. */
function normalise({ re, im, length }: Basis, k: number): number {
  let sum = 0;
  for (let i = k * length; i < (k + 1) * length; i++) sum += re[i] * re[i] + im[i] * im[i];
  const norm = Math.sqrt(sum);
  if (norm === 0) return 0;
  for (let i = k * length; i < (k + 1) * length; i++) {
    re[i] /= norm;
    im[i] /= norm;
  }
  return norm;
}
