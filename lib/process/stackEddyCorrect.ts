import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { waterCheck } from "./waterCheck.js";
import { waterCombine, waterLine } from "./waterCombine.js";

/** The water's phase is trusted while its magnitude is this many times its noise. */
const TRUSTED = 20;

/** Share of the first sample; where the last ones leave less than the rest to be trusted, the FID was cut off undecayed. */
const CUT = 0.2;

/**
 * Eddy-current correction (Klose 1990, doi 10.1002/mrm.1910140104): the phase that the unsuppressed water shows
 * over time is taken from every FID, so that what remains is the phase and frequency relative to water. Several water
 * transients are made one first (`waterCombine`). Once the water has decayed into noise, or ends before the scan does,
 * its phase goes on straight, at the rate it had in the last trusted tenth: noise there would otherwise be copied into the
 * spectrum. Water of another dwell time than the scan's is read off between its samples.
 *
 * @param reference - unsuppressed water of the same scan; its number of points and dwell time are its own.
 * @throws InputError when it does not belong to the stack (`waterCheck`), or is no water (`waterCombine`).
 */
export function stackEddyCorrect(stack: FidStack, reference: FidStack): FidStack {
  waterCheck(reference, stack);
  const [n, points] = stack.shape;
  const combined = waterCombine(reference);
  const { phase, reach } = waterPhase(combined.fid, points, stack.dwellTime);
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    for (let t = 0, k = i * points; t < points; t++, k++) {
      const [c, s] = [Math.cos(phase[t]), -Math.sin(phase[t])];
      re[k] = stack.re[k] * c - stack.im[k] * s;
      im[k] = stack.re[k] * s + stack.im[k] * c;
    }
  }
  const made = combined.transients > 1 ? `, ${waterLine(combined)}` : "";
  const line = `eddy currents: Klose, water's phase of the first ${(1000 * reach).toFixed(0)} ms${made}`;
  return { ...stack, re, im, history: [...stack.history, line] };
}

/** rad at each sample of the scan, and s that it was measured for. */
function waterPhase(
  { re, im, shape, dwellTime }: FidStack,
  points: number,
  scanDwellTime: number,
): { phase: Float64Array; reach: number } {
  const available = shape[1];
  const magnitude = (t: number): number => Math.hypot(re[t], im[t]);
  const floor = TRUSTED * noiseOf(re, im, Math.ceil(0.9 * available), available);
  let end = 0;
  while (end < available && magnitude(end) > floor) end++;
  if (end < 10) {
    const value = `${end} samples that stand out of its noise`;
    throw new InputError({ key: "water reference", value, expected: "unsuppressed water" });
  }
  const own = new Float64Array(end);
  for (let t = 0; t < end; t++) {
    const angle = Math.atan2(im[t], re[t]);
    const turns = t === 0 ? 0 : Math.round((own[t - 1] - angle) / (2 * Math.PI));
    own[t] = angle + 2 * Math.PI * turns;
  }
  const last = end - 1;
  const span = Math.max(1, Math.floor(end / 10));
  const slope = (own[last] - own[Math.max(0, last - span)]) / Math.min(span, last);
  const ratio = scanDwellTime / dwellTime;
  const phase = Float64Array.from({ length: points }, (_, k) => {
    // What rounding of two headers makes of one dwell time is not interpolated.
    const t = Math.abs(ratio - 1) < 1e-3 ? k : k * ratio;
    if (t >= last) return own[last] + slope * (t - last);
    const before = Math.floor(t);
    return own[before] + (t - before) * (own[before + 1] - own[before]);
  });
  return { phase, reach: end * dwellTime };
}

/**
 * RMS of what is left at the end of a FID: noise, and what is no water there. A FID that ends before its water has
 * decayed would count that as noise; second differences hold next to nothing of it and six times the noise's variance.
 */
function noiseOf(re: Float32Array, im: Float32Array, from: number, to: number): number {
  const first = Math.max(2, Math.min(from, to - 1));
  let [squares, bends] = [0, 0];
  for (let t = first; t < to; t++) {
    squares += re[t] ** 2 + im[t] ** 2;
    bends += (re[t] - 2 * re[t - 1] + re[t - 2]) ** 2 + (im[t] - 2 * im[t - 1] + im[t - 2]) ** 2;
  }
  const rms = Math.sqrt(squares / (to - first));
  return TRUSTED * rms < CUT * Math.hypot(re[0], im[0]) ? rms : Math.sqrt(bends / 6 / (to - first));
}
