import { fftInPlace, nextPowerOfTwo, stackShift } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackBandpass } from "./stackBandpass.js";

export interface StackAlignOptions {
  /** ppm range whose signal is aligned. @default [1.8, 3.6] (tNAA, tCr, tCho; no water, no lipids) */
  ppmRange?: [number, number];
  /** Align to this one FID instead of to the stack's own mean. */
  reference?: FidStack;
  /** Largest frequency shift looked for, Hz. @default 30 */
  maximumShift?: number;
  /** s of each FID that are used; the rest is noise. @default 0.25 */
  duration?: number;
}

/** An aligned stack and what was done to each transient. */
export interface StackAligned {
  stack: FidStack;
  /** Hz added to each transient. */
  frequency: Float64Array;
  /** rad added to each transient. */
  phase: Float64Array;
}

/** Rounds of aligning to the mean of the aligned; the mean no longer moves after three or four. */
const ROUNDS = 4;

/**
 * Spectral registration in the time domain (Near 2015, doi 10.1002/mrm.25094): every transient is shifted in
 * frequency and turned in phase to agree with a reference in the least-squares sense. Instead of by iteration
 * the optimum is read off: it is the peak of the Fourier transform of reference x conj(transient).
 */
export function stackAlign(stack: FidStack, options: StackAlignOptions = {}): StackAligned {
  const { ppmRange = [1.8, 3.6], reference, maximumShift = 30, duration = 0.25 } = options;
  const [n, points] = stack.shape;
  const used = Math.min(points, Math.ceil(duration / stack.dwellTime));
  const band = stackBandpass(stack, ppmRange);
  const target = reference && stackBandpass(reference, ppmRange);
  const frequency = new Float64Array(n);
  const phase = new Float64Array(n);
  let goal = target ?? middleOf(band);
  for (let round = 0; round < (target ? 1 : ROUNDS); round++) {
    for (let i = 0; i < n; i++) {
      [frequency[i], phase[i]] = registration(goal, band, i, used, maximumShift);
    }
    if (!target) goal = meanOf(stackShift(band, { frequency, phase }));
  }
  const aligned = stackShift(stack, { frequency, phase });
  const spread = Math.max(...frequency) - Math.min(...frequency);
  const line = `align: spectral registration ${ppmRange.join("-")} ppm, shifts span ${spread.toFixed(2)} Hz`;
  return { stack: { ...aligned, history: [...stack.history, line] }, frequency, phase };
}

function middleOf(stack: FidStack): FidStack {
  const [n, points] = stack.shape;
  const start = Math.floor(n / 2) * points;
  const [re, im] = [stack.re.subarray(start, start + points), stack.im.subarray(start, start + points)];
  return { ...stack, re, im, shape: [1, points] };
}

function meanOf(stack: FidStack): FidStack {
  const [n, points] = stack.shape;
  const re = new Float32Array(points);
  const im = new Float32Array(points);
  for (let k = 0; k < n * points; k++) {
    re[k % points] += stack.re[k] / n;
    im[k % points] += stack.im[k] / n;
  }
  return { ...stack, re, im, shape: [1, points] };
}

/** Hz and rad that bring transient `i` onto the goal. */
function registration(
  goal: FidStack,
  stack: FidStack,
  i: number,
  used: number,
  maximumShift: number,
): [number, number] {
  const points = stack.shape[1];
  // Padded eightfold, so that a parabola through the three highest points is exact enough.
  const size = nextPowerOfTwo(used) * 8;
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  for (let t = 0; t < used; t++) {
    const [a, b] = [goal.re[t], goal.im[t]];
    const [c, d] = [stack.re[i * points + t], -stack.im[i * points + t]];
    re[t] = a * c - b * d;
    im[t] = a * d + b * c;
  }
  fftInPlace(re, im, 0, size);
  const bin = 1 / (size * stack.dwellTime);
  const reach = Math.floor(maximumShift / bin);
  const power = (k: number): number => {
    const j = (k + size) % size;
    return re[j] * re[j] + im[j] * im[j];
  };
  let best = 0;
  for (let k = -reach; k <= reach; k++) if (power(k) > power(best)) best = k;
  const [left, middle, right] = [power(best - 1), power(best), power(best + 1)];
  const curvature = left - 2 * middle + right;
  const offset = curvature < 0 ? (0.5 * (left - right)) / curvature : 0;
  const shift = best + offset;
  // The transform at the refined frequency, for its phase
  let x = 0;
  let y = 0;
  for (let t = 0; t < used; t++) {
    const [a, b] = [goal.re[t], goal.im[t]];
    const [c, d] = [stack.re[i * points + t], -stack.im[i * points + t]];
    const angle = (-2 * Math.PI * shift * t) / size;
    const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
    const [p, q] = [a * c - b * d, a * d + b * c];
    x += p * cos - q * sin;
    y += p * sin + q * cos;
  }
  return [shift * bin, Math.atan2(y, x)];
}
