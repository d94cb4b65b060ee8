import {
  coilsCombined,
  InputError,
  ppmWindow,
  stackApodize,
  stackShift,
  stackToSpectra,
  stackZerosCut,
} from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { fidRegister } from "./fidRegister.js";
import { median } from "./median.js";
import { transientsMean } from "./transientsMean.js";

/** The one FID of a water reference scan, and what became of its transients. */
export interface WaterCombined {
  /** A stack of one. */
  fid: FidStack;
  /** Transients of the reference scan. */
  transients: number;
  leftOut: WaterLeftOut[];
}

/** A transient of a water reference that does not count. */
export interface WaterLeftOut {
  /** Its index. */
  transient: number;
  reason: "empty" | "noise" | "no unsuppressed water" | "unlike the others";
}

/** s from the start that transients are aligned and compared in. */
const DURATION = 0.1;

/** Hz; largest drift looked for. Water is alone, so that nothing can be taken for it. */
const DRIFT = 100;

/** Share of |sum s(t) conj s(t - 1)| in the energy: 1 for a line, 1 / sqrt(samples) for noise. */
const COHERENT = 0.5;

/** A transient with less than this share of the typical magnitude has its water suppressed. */
const WEAK = 0.1;

/** Outliers: robust z-score (Iglewicz and Hoaglin 1993), and a relative distance below which nobody cares. */
const OUTLIER = { score: 3.5, distance: 0.03, overMedian: 1.5 };

/** ppm on either side of the strongest line, and the share of the energy that water has there. */
const LINE = { ppm: 0.5, share: 0.8 };

/**
 * One FID from the transients of an unsuppressed water scan, whatever their sign, phase (cycles, drift) and frequency:
 * every transient is registered (`fidRegister`) onto the one whose magnitude, which neither phase nor frequency touch,
 * is the most typical, then onto the sample-wise median of all. Transients that are empty, noise, water-suppressed or
 * unlike the others are left out and named; the rest is averaged, the less alike the less it counts. Editing does
 * nothing to water, so that labels do not matter.
 *
 * @param reference - the reference scan, coils combined.
 * @throws InputError where there is no unsuppressed water: zeros, noise, or more than one strong line.
 */
export function waterCombine(reference: FidStack): WaterCombined {
  coilsCombined(reference);
  const water = stackZerosCut(reference);
  const transients = water.shape[0];
  const used = Math.min(water.shape[1], Math.max(16, Math.ceil(DURATION / water.dwellTime)));
  const leftOut: WaterLeftOut[] = [];
  let kept = [...Array(transients).keys()];
  const leave = (reason: WaterLeftOut["reason"], out: (i: number) => boolean): void => {
    kept = kept.filter((i) => {
      if (out(i)) leftOut.push({ transient: i, reason });
      return !out(i);
    });
  };
  const beginnings = kept.map((i) => beginningOf(water, i, used));
  leave("empty", (i) => beginnings[i].energy === 0);
  leave("noise", (i) => beginnings[i].coherence < COHERENT);
  const energies = kept.map((i) => beginnings[i].energy).sort((a, b) => a - b);
  const typical = energies[energies.length >> 1];
  leave("no unsuppressed water", (i) => beginnings[i].energy < WEAK ** 2 * typical);
  if (kept.length === 0) {
    const value = `${leftOut[0].reason === "empty" ? "zeros" : "noise"} in all of its transients (${transients})`;
    throw new InputError({ key: "water reference", value, expected: "unsuppressed water" });
  }

  const n = kept.length;
  const frequency = new Float64Array(transients);
  const phase = new Float64Array(transients);
  const distance = new Float64Array(transients);
  if (n > 1) {
    const register = (goal: FidStack): void =>
      kept.forEach((i) => ([frequency[i], phase[i]] = fidRegister(goal, water, i, used, DRIFT)));
    register(rowOf(water, typicalOf(water, kept, used), used));
    let middle = medianOf(stackShift(water, { frequency, phase }), kept, used);
    register(middle);
    const aligned = stackShift(water, { frequency, phase });
    middle = medianOf(aligned, kept, used);
    kept.forEach((i) => (distance[i] = distanceTo(middle, aligned, i, used)));
    const distances = kept.map((i) => distance[i]);
    const centre = median(distances);
    const deviation = median(distances.map((value) => Math.abs(value - centre)));
    const limit = Math.max(
      OUTLIER.distance,
      OUTLIER.overMedian * centre,
      centre + (OUTLIER.score * deviation) / 0.6745,
    );
    leave("unlike the others", (i) => distance[i] > limit);
  }
  const floor = Math.max(1e-9, median(kept.map((i) => distance[i])));
  const weights = new Float64Array(transients);
  for (const i of kept) weights[i] = 1 / Math.max(floor, distance[i]) ** 2;
  leftOut.sort((a, b) => a.transient - b.transient);
  const mean = transientsMean(stackShift(water, { frequency, phase }), weights);
  const fid: FidStack = {
    ...mean,
    labels: undefined,
    history: transients === 1 ? water.history : [...water.history, waterLine({ transients, leftOut })],
  };
  oneLine(fid);
  return { fid, transients, leftOut };
}

/** For a history: how many transients count and which do not. */
export function waterLine({ transients, leftOut }: Pick<WaterCombined, "transients" | "leftOut">): string {
  const which = leftOut.map(({ transient, reason }) => `${transient} (${reason})`).join(", ");
  const line = `water reference: ${transients - leftOut.length} of ${transients} transients`;
  return which === "" ? line : `${line}, left out ${which}`;
}

function beginningOf(
  { re, im, shape }: FidStack,
  i: number,
  used: number,
): { energy: number; coherence: number } {
  let [energy, x, y] = [0, 0, 0];
  for (let t = 0, k = i * shape[1]; t < used; t++, k++) {
    energy += re[k] * re[k] + im[k] * im[k];
    if (t === 0) continue;
    x += re[k] * re[k - 1] + im[k] * im[k - 1];
    y += im[k] * re[k - 1] - re[k] * im[k - 1];
  }
  return { energy, coherence: energy > 0 ? Math.hypot(x, y) / energy : 0 };
}

function rowOf(stack: FidStack, i: number, used: number): FidStack {
  const from = i * stack.shape[1];
  const [re, im] = [stack.re.slice(from, from + used), stack.im.slice(from, from + used)];
  return { ...stack, re, im, shape: [1, used], labels: undefined, dimensions: undefined };
}

/** The transient whose magnitude is nearest to the sample-wise median of all magnitudes. */
function typicalOf({ re, im, shape }: FidStack, kept: readonly number[], used: number): number {
  const distance = new Float64Array(kept.length);
  for (let t = 0; t < used; t++) {
    const sizes = kept.map((i) => Math.hypot(re[i * shape[1] + t], im[i * shape[1] + t]));
    const middle = median(sizes);
    sizes.forEach((size, k) => (distance[k] += (size - middle) ** 2));
  }
  return kept[distance.indexOf(Math.min(...distance))];
}

/** Sample by sample the median of the real and of the imaginary parts. */
function medianOf(stack: FidStack, kept: readonly number[], used: number): FidStack {
  const points = stack.shape[1];
  const middle = (part: Float32Array): Float32Array =>
    Float32Array.from({ length: used }, (_, t) => median(kept.map((i) => part[i * points + t])));
  return { ...rowOf(stack, 0, used), re: middle(stack.re), im: middle(stack.im) };
}

/** Norm of the difference over that of the goal. */
function distanceTo(goal: FidStack, { re, im, shape }: FidStack, i: number, used: number): number {
  let [apart, size] = [0, 0];
  for (let t = 0, k = i * shape[1]; t < used; t++, k++) {
    apart += (re[k] - goal.re[t]) ** 2 + (im[k] - goal.im[t]) ** 2;
    size += goal.re[t] ** 2 + goal.im[t] ** 2;
  }
  return Math.sqrt(apart / (size || 1));
}

/** Unsuppressed water is a single line: all else is a thousand times smaller. */
function oneLine(fid: FidStack): void {
  const { re, im, ppm, shape } = stackToSpectra(stackApodize(fid, { lorentzian: 5 }));
  const energy = re.map((value, k) => value * value + im[k] * im[k]);
  const sum = (first: number, last: number): number => {
    let total = 0;
    for (let k = first; k < last; k++) total += energy[k];
    return total;
  };
  let top = 0;
  energy.forEach((value, k) => (top = value > energy[top] ? k : top));
  const share = sum(...ppmWindow(ppm, ppm[top] - LINE.ppm, ppm[top] + LINE.ppm)) / sum(0, shape[1]);
  if (share >= LINE.share) return;
  const value = `${(100 * share).toFixed(0)} % of its energy in its strongest line`;
  const expected = `unsuppressed water, which has nearly all within ${LINE.ppm} ppm`;
  throw new InputError({ key: "water reference", value, expected });
}
