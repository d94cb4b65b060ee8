import { fftInPlace, nextPowerOfTwo } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/**
 * Hz and rad that bring a transient onto a goal in the least-squares sense over the first `used` samples. The optimum
 * is read off instead of searched for: it is the peak of the Fourier transform of goal x conj(transient), found on the
 * transform's grid and refined by Newton's method on the exact sum.
 *
 * @param goal - its first FID is what is aligned to.
 * @param row - of the stack: the transient that is aligned.
 */
export function fidRegister(
  goal: FidStack,
  stack: FidStack,
  row: number,
  used: number,
  maximumShift: number,
): [frequency: number, phase: number] {
  const from = row * stack.shape[1];
  const size = nextPowerOfTwo(used) * 2;
  const productRe = new Float64Array(used);
  const productIm = new Float64Array(used);
  for (let t = 0; t < used; t++) {
    const [a, b] = [goal.re[t], goal.im[t]];
    const [c, d] = [stack.re[from + t], -stack.im[from + t]];
    productRe[t] = a * c - b * d;
    productIm[t] = a * d + b * c;
  }
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(productRe);
  im.set(productIm);
  fftInPlace(re, im, 0, size);
  const bin = 1 / (size * stack.dwellTime);
  const reach = Math.min(size / 2, Math.max(1, Math.floor(maximumShift / bin)));
  const power = (k: number): number => {
    const j = (k + size) % size;
    return re[j] * re[j] + im[j] * im[j];
  };
  let best = 0;
  for (let k = -reach; k <= reach; k++) if (power(k) > power(best)) best = k;
  const [left, middle, right] = [power(best - 1), power(best), power(best + 1)];
  const curvature = left - 2 * middle + right;
  const offset = curvature < 0 ? (0.5 * (left - right)) / curvature : 0;
  // rad a sample
  let turn = (2 * Math.PI * (best + Math.max(-1, Math.min(1, offset)))) / size;
  const limit = Math.PI / size;
  let [x, y] = [0, 0];
  for (let iteration = 0; iteration < 4; iteration++) {
    // S = sum p exp(-i turn t) and its first two derivatives by turn
    let [x1, y1, x2, y2] = [0, 0, 0, 0];
    [x, y] = [0, 0];
    const [c, s] = [Math.cos(turn), -Math.sin(turn)];
    let [p, q] = [1, 0];
    for (let t = 0; t < used; t++) {
      const u = productRe[t] * p - productIm[t] * q;
      const v = productRe[t] * q + productIm[t] * p;
      x += u;
      y += v;
      x1 += t * v;
      y1 -= t * u;
      x2 -= t * t * u;
      y2 -= t * t * v;
      [p, q] = [p * c - q * s, p * s + q * c];
    }
    const slope = 2 * (x * x1 + y * y1);
    const bend = 2 * (x1 * x1 + y1 * y1 + x * x2 + y * y2);
    if (!(bend < 0)) break;
    const step = Math.max(-limit, Math.min(limit, -slope / bend));
    if (Math.abs(step) < 1e-9) break;
    turn += step;
  }
  return [turn / (2 * Math.PI * stack.dwellTime), Math.atan2(y, x)];
}
