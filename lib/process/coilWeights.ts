import { CholeskyDecomposition, Matrix } from "ml-matrix";
import { coilLayout, InputError, stackZerosCut } from "../signal/index.js";
import type { CoilLayout, FidStack } from "../signal/index.js";

/** What the FIDs of the coils are multiplied with before they are added: one complex number a coil. */
export interface CoilWeights {
  re: Float64Array;
  im: Float64Array;
  /** Coils that received nothing and count for nothing. */
  silent: number[];
}

/** Samples from the start of each FID that the coils' sensitivities are taken from. */
const SAMPLES = 32;

/** Least share by which the covariance of the noise is drawn to its diagonal: what rounding alone asks for. */
const SHRINKAGE = 1e-4;

/**
 * The weights that give the best signal-to-noise ratio: w = N^-1 b, with the covariance N of the coils' noise and their
 * sensitivities b (Roemer 1990, doi 10.1002/mrm.1910160203, eq. 23; Rodgers and Robson 2010, doi 10.1002/mrm.22230).
 *
 * N comes from the steps between the samples of the last eighth of all FIDs of the scan, before any trailing zeros: steps hold twice the
 * noise and little of what signal is left there, which lies near 0 Hz. What the voxel's own signal adds to N has the
 * direction of b and does not turn w. N is drawn to its diagonal by coils over samples, since few samples tell the
 * correlations badly. A FID without noise weighs as if all coils had the same.
 *
 * b is the leading eigenvector of N^-1 M, M the covariance of the coils over the first samples of all FIDs of `source`;
 * products of coils do not see the phase of a transient, so that transients stored inverted or turned count like others.
 * The result has units and phase of the coil with the best signal-to-noise ratio.
 *
 * @param stack - whose noise counts.
 * @param source - where the sensitivities come from: unsuppressed water of the same coils, or the scan itself.
 * @throws InputError when a stack has no coils, or the two not the same number.
 */
export function coilWeights(stack: FidStack, source: FidStack): CoilWeights {
  const [scan, from] = [coilLayout(stack), coilLayout(source)];
  if (scan === undefined || from === undefined) {
    throw new InputError({ key: "dimensions", value: "no DIM_COIL", expected: "a scan with its coils" });
  }
  const { coils } = scan;
  const noise = noiseCovariance(stack);
  const signal = covariance(source, from, 0, Math.min(SAMPLES, source.shape[1]), false);
  const noiseless = Array.from({ length: coils }, (_, c) => noise.re[c * coils + c]).every((v) => v === 0);
  const heard = (c: number): boolean =>
    (noiseless || noise.re[c * coils + c] > 0) && signal.re[c * coils + c] > 0;
  const live = [...Array(coils).keys()].filter(heard);
  const silent = [...Array(coils).keys()].filter((c) => !heard(c));
  const weights = { re: new Float64Array(coils), im: new Float64Array(coils), silent };
  if (live.length === 0) return weights;

  const sd = live.map((c) => (noiseless ? 1 : Math.sqrt(noise.re[c * coils + c])));
  const shrinkage = noiseless ? 1 : Math.min(1, Math.max(SHRINKAGE, coils / noise.samples));
  const scaled = ({ re, im }: Covariance, of: (value: number, diagonal: boolean) => number): Matrix =>
    realOf(live, (a, b) => {
      const [k, scale] = [live[a] * coils + live[b], sd[a] * sd[b]];
      return [of(re[k] / scale, a === b), of(im[k] / scale, false)];
    });
  const white = scaled(noise, (value, diagonal) => (diagonal ? 1 : (1 - shrinkage) * value));
  const power = scaled(signal, (value) => value);
  const solver = new CholeskyDecomposition(white);

  // From the strongest coil's column, which cannot be orthogonal to the leading eigenvector.
  const m = live.length;
  const strength = live.map((_, a) => power.get(a, a));
  let w = solver.solve(power.subMatrix(0, 2 * m - 1, ...columnOf(strength.indexOf(Math.max(...strength)))));
  for (let iteration = 0, last = 0; iteration < 500; iteration++) {
    w = solver.solve(power.mmul(w));
    const norm = w.norm("frobenius");
    w.div(norm);
    if (Math.abs(norm - last) <= 1e-13 * norm) break;
    last = norm;
  }
  const b = power.mmul(w);
  const at = (vector: Matrix, a: number): [number, number] => [vector.get(a, 0), vector.get(m + a, 0)];
  const size = live.map((_, a) => Math.hypot(...at(b, a)));
  const best = size.indexOf(Math.max(...size));
  // conj(w) b summed over the coils, which is real: w = N^-1 b.
  const gain = w.transpose().mmul(b).get(0, 0);
  const [x, y] = at(b, best).map((value) => (value * sd[best]) / gain);
  live.forEach((c, a) => {
    const [u, v] = at(w, a).map((value) => value / sd[a]);
    weights.re[c] = x * u + y * v;
    weights.im[c] = y * u - x * v;
  });
  return weights;
}

/** Columns from and to, as `subMatrix` takes them. */
function columnOf(column: number): [number, number] {
  return [column, column];
}

/** A Hermitian matrix A + iB as the real [[A, -B], [B, A]]. */
function realOf(live: readonly number[], value: (a: number, b: number) => [number, number]): Matrix {
  const m = live.length;
  const matrix = Matrix.zeros(2 * m, 2 * m);
  for (let a = 0; a < m; a++) {
    for (let b = 0; b < m; b++) {
      const [re, im] = value(a, b);
      matrix.set(a, b, re);
      matrix.set(m + a, m + b, re);
      matrix.set(m + a, b, im);
      matrix.set(a, m + b, -im);
    }
  }
  return matrix;
}

interface Covariance {
  /** coils x coils, of coil a x conj(coil b). */
  re: Float64Array;
  im: Float64Array;
  /** Complex samples that went into it. */
  samples: number;
}

function noiseCovariance(stack: FidStack): Covariance {
  const scan = stackZerosCut(stack);
  const end = scan.shape[1];
  return covariance(scan, coilLayout(scan)!, end - Math.max(1, Math.floor(end / 8)), end, true);
}

/** The sum over transients and the samples from `first` to `end`; of the samples, or of the steps before each. */
function covariance(
  { re, im }: FidStack,
  { coils, n, start }: CoilLayout,
  first: number,
  end: number,
  steps: boolean,
): Covariance {
  const sum = { re: new Float64Array(coils * coils), im: new Float64Array(coils * coils) };
  const length = end - first;
  const [x, y] = [new Float64Array(coils * length), new Float64Array(coils * length)];
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < coils; c++) {
      for (let t = 0, k = start(i, c) + first; t < length; t++, k++) {
        x[c * length + t] = steps ? re[k] - re[k - 1] : re[k];
        y[c * length + t] = steps ? im[k] - im[k - 1] : im[k];
      }
    }
    for (let a = 0; a < coils; a++) {
      for (let b = 0; b <= a; b++) {
        let [p, q] = [0, 0];
        for (let t = 0, k = a * length, l = b * length; t < length; t++, k++, l++) {
          p += x[k] * x[l] + y[k] * y[l];
          q += y[k] * x[l] - x[k] * y[l];
        }
        sum.re[a * coils + b] += p;
        sum.im[a * coils + b] += q;
        if (a === b) continue;
        sum.re[b * coils + a] += p;
        sum.im[b * coils + a] -= q;
      }
    }
  }
  return { ...sum, samples: n * length };
}
