import { coilsCombined, stackSelect, stackShift } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { alignDuration } from "./alignDuration.js";
import { fidRegister } from "./fidRegister.js";
import { median } from "./median.js";
import { stackBandpass } from "./stackBandpass.js";
import { stackSignalShown } from "./stackSignalShown.js";
import { transientDistances } from "./transientDistances.js";
import { transientsMean } from "./transientsMean.js";

export interface StackAlignOptions {
  /** ppm range whose signal is aligned. @default [1.8, 3.6] (tNAA, tCr, tCho; no water, no lipids); all of the band for other nuclei than 1H */
  ppmRange?: [number, number];
  /** Align to this one FID instead of to the stack's own mean. */
  reference?: FidStack;
  /** Largest frequency shift looked for, Hz. @default 30 */
  maximumShift?: number;
  /** s of each FID that are used. @default found from the signal-to-noise ratio, within 0.1 to 0.2 s (Osprey) */
  duration?: number;
  /**
   * Weigh the transients by their likeness to the others, so that a spoilt one does not pull the rest. Otherwise all
   * count alike. @default true
   */
  robust?: boolean;
}

/** An aligned stack and what was done to each transient. */
export interface StackAligned {
  stack: FidStack;
  /** Hz added to each transient. */
  frequency: Float64Array;
  /** rad added to each transient. */
  phase: Float64Array;
}

/** Rounds of aligning to the mean of the aligned; the mean no longer moves after two or three. */
const ROUNDS = 3;

/**
 * Spectral registration in the time domain (Near 2015, doi 10.1002/mrm.25094): every transient is shifted in frequency
 * and turned in phase to agree with a reference in the least-squares sense (`fidRegister`).
 *
 * Without a reference nothing is done where no signal is shown in the range (`stackSignalShown`): noise that is brought
 * onto noise adds up to lines that are none. Else it is robust (Osprey's RobSpecReg): the transients come in the order of their likeness to the
 * others, each is brought onto a target that starts as the most typical one and takes each newcomer in by half its
 * squared correlation. Then all are brought, three times, onto their mean weighted by 1 / distance^2, which has less
 * noise than that running target. Two things differ from Osprey: the likeness is taken after a first registration, so
 * that drift and inversion do not count as unlike, and the optimum is read off a Fourier transform.
 */
export function stackAlign(stack: FidStack, options: StackAlignOptions = {}): StackAligned {
  const { ppmRange = bandOf(stack), reference, maximumShift = 30, duration, robust = true } = options;
  coilsCombined(stack);
  const n = stack.shape[0];
  if (!reference && n > 1 && !stackSignalShown(stack, ppmRange)) {
    const line = `align: nothing is aligned, no signal is shown in ${ppmRange.join("-")} ppm`;
    const still = { frequency: new Float64Array(n), phase: new Float64Array(n) };
    return { stack: { ...stack, history: [...stack.history, line] }, ...still };
  }
  const used =
    duration === undefined
      ? alignDuration(stack)
      : Math.min(stack.shape[1], Math.ceil(duration / stack.dwellTime));
  const band = beginning(stackBandpass(stack, ppmRange), used);
  const frequency = new Float64Array(n);
  const phase = new Float64Array(n);
  const register = (goal: FidStack, i: number): void => {
    [frequency[i], phase[i]] = fidRegister(goal, band, i, used, maximumShift);
  };
  const shifted = (): FidStack => stackShift(band, { frequency, phase });
  const all = (goal: FidStack): void => {
    for (let i = 0; i < n; i++) register(goal, i);
  };
  if (reference) {
    all(stackBandpass(reference, ppmRange));
  } else {
    all(stackSelect(band, [typicalOf(band, used)]));
    if (robust && n > 2)
      runningTarget(band, transientDistances(shifted(), used), used, register, frequency, phase);
    for (let round = 0; round < ROUNDS; round++) {
      const aligned = shifted();
      const weights = new Float64Array(n).fill(1);
      if (robust && n > 2) weights.set(transientDistances(aligned, used).map((d) => 1 / (d * d || 1)));
      all(transientsMean(aligned, weights));
    }
  }
  const aligned = stackShift(stack, { frequency, phase });
  const spread = Math.max(...frequency) - Math.min(...frequency);
  const how = reference ? "to a reference" : robust ? "robust" : "to the mean";
  const line = `align: spectral registration ${how}, ${ppmRange.join("-")} ppm, shifts span ${spread.toFixed(2)} Hz`;
  return { stack: { ...aligned, history: [...stack.history, line] }, frequency, phase };
}

function bandOf({ nucleus, referencePpm, dwellTime, spectrometerFrequency }: FidStack): [number, number] {
  if (nucleus === "1H") return [1.8, 3.6];
  const half = 1 / (2 * dwellTime * spectrometerFrequency);
  return [Math.ceil(referencePpm - half), Math.floor(referencePpm + half)];
}

/** The first samples of every FID. */
function beginning(stack: FidStack, samples: number): FidStack {
  const [n, points] = stack.shape;
  const cut = (part: Float32Array): Float32Array => {
    const kept = new Float32Array(n * samples);
    for (let i = 0; i < n; i++) kept.set(part.subarray(i * points, i * points + samples), i * samples);
    return kept;
  };
  return { ...stack, re: cut(stack.re), im: cut(stack.im), shape: [n, samples] };
}

/** The transient of median energy: the first target, since a spoilt one stands out by too much or too little. */
function typicalOf(stack: FidStack, used: number): number {
  const [n, points] = stack.shape;
  const energy = Float64Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = i * points; k < i * points + used; k++) sum += stack.re[k] ** 2 + stack.im[k] ** 2;
    return sum;
  });
  const middle = median(energy);
  let best = 0;
  energy.forEach((value, i) => {
    if (Math.abs(value - middle) < Math.abs(energy[best] - middle)) best = i;
  });
  return best;
}

/** Registers the transients one by one, the most typical first, onto a target that learns from each. */
function runningTarget(
  band: FidStack,
  distances: Float64Array,
  used: number,
  register: (goal: FidStack, i: number) => void,
  frequency: Float64Array,
  phase: Float64Array,
): void {
  const order = Array.from(distances, (_, i) => i).sort((a, b) => distances[a] - distances[b]);
  let target = stackShift(stackSelect(band, [order[0]]), {
    frequency: frequency[order[0]],
    phase: phase[order[0]],
  });
  for (const i of order.slice(1)) {
    register(target, i);
    const own = stackShift(stackSelect(band, [i]), { frequency: frequency[i], phase: phase[i] });
    let [product, ofTarget, ofOwn] = [0, 0, 0];
    for (let t = 0; t < used; t++) {
      product += target.re[t] * own.re[t] + target.im[t] * own.im[t];
      ofTarget += target.re[t] ** 2 + target.im[t] ** 2;
      ofOwn += own.re[t] ** 2 + own.im[t] ** 2;
    }
    const weight = 0.5 * (product ** 2 / (ofTarget * ofOwn || 1));
    const mixed = (a: Float32Array, b: Float32Array): Float32Array =>
      a.map((value, t) => (1 - weight) * value + weight * b[t]);
    target = { ...target, re: mixed(target.re, own.re), im: mixed(target.im, own.im) };
  }
}
