import { InputError, stackSelect } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { stackAlign } from "./stackAlign.js";
import { transientsMean } from "./transientsMean.js";

export interface StackEddyCorrectOptions {
  /** Hz; water transients that lie farther than this from the others are left out. @default 6 (Osprey) */
  maximumShift?: number;
}

/** ppm on either side of the reference frequency that water transients are aligned in. */
const WATER = 0.5;

/** The water's phase is trusted while its magnitude is this many times its noise. */
const TRUSTED = 20;

/**
 * Eddy-current correction (Klose 1990, doi 10.1002/mrm.1910140104): the phase that the unsuppressed water shows sample
 * by sample is taken from every FID, so that what remains is the phase and frequency relative to water. Several water
 * transients are aligned and averaged first. Once the water has decayed into noise its phase goes on straight, at the
 * rate it had in the last trusted tenth: noise there would otherwise be copied into the spectrum.
 *
 * @param reference - unsuppressed water, of the same dwell time and at least as many points.
 * @throws InputError when it does not match the stack, or holds no signal.
 */
export function stackEddyCorrect(
  stack: FidStack,
  reference: FidStack,
  options: StackEddyCorrectOptions = {},
): FidStack {
  const { maximumShift = 6 } = options;
  const [n, points] = stack.shape;
  if (Math.abs(reference.dwellTime / stack.dwellTime - 1) > 1e-3) {
    const expected = `that of the scan, ${stack.dwellTime} s`;
    throw new InputError({ key: "reference.dwellTime", value: reference.dwellTime, expected });
  }
  if (reference.shape[1] < points) {
    const expected = `at least those of the scan, ${points}`;
    throw new InputError({ key: "reference.points", value: reference.shape[1], expected });
  }
  const { mean, used } = waterMean(reference, maximumShift);
  const phase = waterPhase(mean, points);
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    for (let t = 0, k = i * points; t < points; t++, k++) {
      const [c, s] = [Math.cos(phase[t]), -Math.sin(phase[t])];
      re[k] = stack.re[k] * c - stack.im[k] * s;
      im[k] = stack.re[k] * s + stack.im[k] * c;
    }
  }
  const line = `eddy currents: Klose, water reference of ${used} of ${reference.shape[0]} transients`;
  return { ...stack, re, im, history: [...stack.history, line] };
}

function waterMean(reference: FidStack, maximumShift: number): { mean: FidStack; used: number } {
  const n = reference.shape[0];
  if (n === 1) return { mean: reference, used: 1 };
  const { referencePpm } = reference;
  const { stack, frequency } = stackAlign(reference, {
    ppmRange: [referencePpm - WATER, referencePpm + WATER],
    robust: false,
  });
  const middle = Float64Array.from(frequency).sort()[n >> 1];
  const kept = [...frequency.keys()].filter((i) => Math.abs(frequency[i] - middle) <= maximumShift);
  const near = stackSelect(stack, kept);
  return { mean: transientsMean(near, new Float64Array(kept.length).fill(1)), used: kept.length };
}

function waterPhase({ re, im, shape }: FidStack, points: number): Float64Array {
  const available = shape[1];
  const magnitude = (t: number): number => Math.hypot(re[t], im[t]);
  let noise = 0;
  const tail = Math.ceil(0.9 * available);
  for (let t = tail; t < available; t++) noise += magnitude(t) ** 2 / (available - tail);
  const floor = TRUSTED * Math.sqrt(noise);
  let end = 0;
  while (end < points && magnitude(end) > floor) end++;
  if (end < 10) {
    // A reference that has not decayed by its end is all signal; one that never stands out is none.
    if (magnitude(0) < 1.5 * Math.sqrt(noise) || magnitude(0) === 0) {
      throw new InputError({
        key: "reference",
        value: "no signal above its noise",
        expected: "unsuppressed water",
      });
    }
    end = points;
  }
  const phase = new Float64Array(points);
  for (let t = 0; t < end; t++) {
    const angle = Math.atan2(im[t], re[t]);
    const turns = t === 0 ? 0 : Math.round((phase[t - 1] - angle) / (2 * Math.PI));
    phase[t] = angle + 2 * Math.PI * turns;
  }
  const span = Math.max(1, Math.floor(end / 10));
  const slope = (phase[end - 1] - phase[Math.max(0, end - 1 - span)]) / Math.min(span, end - 1);
  for (let t = end; t < points; t++) phase[t] = phase[t - 1] + slope;
  return phase;
}
