import { Matrix, solve } from "ml-matrix";
import { stackAverage } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { fidDecompose } from "./fidDecompose.js";
import type { DampedComponent } from "./fidDecompose.js";
import type { StackWaterRemoveOptions } from "./stackWaterRemove.js";

/**
 * Takes residual water away from aligned transients of one scan together: frequencies and dampings come from their
 * mean, in which noise is least, and each transient has amplitudes of its own, for water's are what changes from
 * transient to transient. A decomposition is made once instead of once a transient, and since amplitudes are linear
 * in the FID, the mean of the results is `stackWaterRemove` of the mean. The stack should be aligned and referenced.
 */
export function stackWaterRemoveJoint(stack: FidStack, options: StackWaterRemoveOptions = {}): FidStack {
  const { ppmRange = [4.2, 4.9], components = 32 } = options;
  const [n, points] = stack.shape;
  const { spectrometerFrequency, referencePpm, dwellTime } = stack;
  const found = fidDecompose(stackAverage(stack), 0, options);
  const isWater = ({ frequency }: DampedComponent): boolean => {
    const ppm = referencePpm + frequency / spectrometerFrequency;
    return ppm >= ppmRange[0] && ppm <= ppmRange[1];
  };
  const line = `water removal: HLSVD of the mean, amplitudes of each transient, ${components} components, ${ppmRange.join("-")} ppm`;
  const history = [...stack.history, line];
  const re = stack.re.slice();
  const im = stack.im.slice();
  if (!found.some(isWater)) return { ...stack, re, im, history };
  const curves = found.map((component) => unitCurve(component, points, dwellTime));
  const amplitudes = amplitudesOf(stack, curves);
  found.forEach((component, k) => {
    if (!isWater(component)) return;
    const [cRe, cIm] = curves[k];
    for (let i = 0; i < n; i++) {
      const x = amplitudes.get(k, i);
      const y = amplitudes.get(found.length + k, i);
      for (let t = 0, at = i * points; t < points; t++, at++) {
        re[at] -= x * cRe[t] - y * cIm[t];
        im[at] -= x * cIm[t] + y * cRe[t];
      }
    }
  });
  return { ...stack, re, im, history };
}

type Curve = [re: Float64Array, im: Float64Array];

/** The damped oscillation of a component with the energy 1. */
function unitCurve({ frequency, damping }: DampedComponent, points: number, dwellTime: number): Curve {
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  const decay = Math.exp(-damping * dwellTime);
  const turn = 2 * Math.PI * frequency * dwellTime;
  const [c, s] = [decay * Math.cos(turn), decay * Math.sin(turn)];
  let energy = 0;
  for (let t = 0, x = 1, y = 0; t < points; t++) {
    re[t] = x;
    im[t] = y;
    energy += x * x + y * y;
    [x, y] = [x * c - y * s, x * s + y * c];
  }
  const size = 1 / Math.sqrt(energy);
  return [re.map((value) => value * size), im.map((value) => value * size)];
}

/** Complex amplitudes (real parts, then imaginary ones) x transients, by the normal equations of all curves. */
function amplitudesOf({ re, im, shape: [n, points] }: FidStack, curves: readonly Curve[]): Matrix {
  const count = curves.length;
  const gram = Matrix.zeros(2 * count, 2 * count);
  const side = Matrix.zeros(2 * count, n);
  curves.forEach(([aRe, aIm], a) => {
    for (let b = 0; b <= a; b++) {
      const [bRe, bIm] = curves[b];
      let [x, y] = [0, 0];
      for (let t = 0; t < points; t++) {
        x += aRe[t] * bRe[t] + aIm[t] * bIm[t];
        y += aRe[t] * bIm[t] - aIm[t] * bRe[t];
      }
      // <a, b> = x + iy stands as [[x, -y], [y, x]]; <b, a> is its conjugate.
      for (const [row, column, sign] of [
        [a, b, 1],
        [b, a, -1],
      ]) {
        gram.set(row, column, x);
        gram.set(count + row, count + column, x);
        gram.set(row, count + column, -sign * y);
        gram.set(count + row, column, sign * y);
      }
    }
    for (let i = 0; i < n; i++) {
      let [x, y] = [0, 0];
      for (let t = 0, at = i * points; t < points; t++, at++) {
        x += aRe[t] * re[at] + aIm[t] * im[at];
        y += aRe[t] * im[at] - aIm[t] * re[at];
      }
      side.set(a, i, x);
      side.set(count + a, i, y);
    }
  });
  return solve(gram, side);
}
