import { principalComponents } from "../embed/index.js";
import { stackToSpectra } from "../signal/index.js";
import type { FidStack, Progress } from "../signal/index.js";
import { generalisedGaussianFit } from "../stats/index.js";
import { noiseLevel } from "./noiseLevel.js";
import type { NoiseModel } from "./noiseModel.js";
import { noiseWhite } from "./noiseWhite.js";
import { scanPlace } from "./scanPlace.js";
import { transientDeviations } from "./transientDeviations.js";

export interface NoiseFitOptions {
  /** Modes at most. @default 32 */
  modes?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** ppm that hold signal, amide protons and the tails of water included: the power is interpolated across them. */
const SIGNAL = [0, 9] as const;
/** Points on either side that the power is averaged over. */
const SMOOTH = 24;
/** Numbers that the shape is fitted to at most; its SD is then below half a percent. */
const SHAPE_VALUES = 200_000;

/** A scan's deviations. */
interface Part {
  re: Float32Array;
  im: Float32Array;
  /** The condition of each. */
  labels: (number | undefined)[];
  count: number;
  /** Place of the model's first point. */
  first: number;
  sd: number;
}

/**
 * The noise of scans, learned from how their transients differ from their mean.
 *
 * Thermal noise: each sample of a FID is independent of the others but for the receiver's filter, so a point of the
 * unfilled spectrum is independent of the others, with the filter's power; its distribution is a generalised
 * Gaussian whose shape is fitted by maximum likelihood to signal-free points. What transients differ by beyond it in
 * the model's range (drift, phase, water) has structure, of each condition apart: the principal components of their
 * deviations whose variance
 * exceeds what noise alone reaches, (1 + sqrt gamma)^2 with gamma numbers a deviation (Marchenko and Pastur 1967), each
 * with the variance in the population that gives the one seen (Baik and Silverstein, J Multivar Anal 2006).
 *
 * @param scans - training scans; those whose points differ from the first one's, or that hold no two transients of a
 * condition, are left out. With none left the noise is white.
 * @param like - the model whose points the modes are for.
 */
export function noiseFit(
  scans: readonly { stack: FidStack }[],
  like: { ppm: Float64Array },
  { modes = 32, progress, signal }: NoiseFitOptions = {},
): NoiseModel {
  const p = like.ppm.length;
  const parts: Part[] = [];
  let points = 0;
  let ppm = new Float64Array(0);
  scans.forEach(({ stack }, k) => {
    signal?.throwIfAborted();
    const spectra = stackToSpectra(stack);
    const { re, im, shape, transient } = transientDeviations(spectra);
    points ||= shape[1];
    if (shape[0] === 0 || shape[1] !== points) return;
    if (ppm.length === 0) ppm = spectra.ppm;
    const labels = Array.from(transient, (i) => stack.labels?.[i]);
    const place = like.ppm[0] + scanPlace(spectra);
    const first = Math.round((place - spectra.ppm[0]) / (spectra.ppm[1] - spectra.ppm[0]));
    parts.push({ re, im, labels, count: shape[0], first, sd: noiseLevel(stack).sd });
    progress?.((0.8 * (k + 1)) / scans.length, 1, "deviations");
  });
  const total = parts.reduce((sum, { count }) => sum + count, 0);
  if (total === 0) return noiseWhite(like);

  // The filter: power of the deviations, in units of each scan's noise
  const raw = new Float64Array(points);
  for (const { re, im, count, sd } of parts) {
    const scale = 1 / (2 * sd * sd * total);
    for (let i = 0, k = 0; i < count; i++) {
      for (let f = 0; f < points; f++, k++) raw[f] += scale * (re[k] * re[k] + im[k] * im[k]);
    }
  }
  const power = powerSmoothed(raw, ppm);

  // The shape, from points without signal
  const free = [...ppm.keys()].filter((f) => ppm[f] < SIGNAL[0] || ppm[f] > SIGNAL[1]);
  const stride = Math.max(1, Math.floor((total * free.length) / SHAPE_VALUES));
  const values: number[] = [];
  let counter = 0;
  for (const { re, count, sd } of parts) {
    for (let i = 0; i < count; i++) {
      for (const f of free)
        if (counter++ % stride === 0) values.push(re[i * points + f] / (sd * Math.sqrt(power[f])));
    }
  }
  const { shape } = generalisedGaussianFit(values);

  // What is beyond it, in the model's range, of each condition apart: editing turns NAA, so that drift of ON differs
  const labels = [...new Set(parts.flatMap((part) => part.labels))];
  const structure = labels.map((label, done) => {
    signal?.throwIfAborted();
    const rows = parts.flatMap((part) =>
      part.labels.flatMap((own, i) => (own === label ? [{ part, from: i * points + part.first }] : [])),
    );
    const scansOf = new Set(rows.map(({ part }) => part)).size;
    const white = new Float32Array(rows.length * 2 * p);
    rows.forEach(({ part: { re, im, first, sd }, from }, row) => {
      for (let k = 0; k < p; k++) {
        const unit = 1 / (sd * Math.sqrt(power[first + k]));
        white[row * 2 * p + k] = unit * re[from + k];
        white[row * 2 * p + p + k] = unit * im[from + k];
      }
    });
    const gamma = (2 * p) / Math.max(1, rows.length - scansOf);
    const edge = (1 + Math.sqrt(gamma)) ** 2;
    const found = principalComponents(white, [rows.length, 2 * p], modes);
    // A tenth above the edge: the largest of pure noise scatter around it.
    const kept = [...found.variances].filter((variance) => variance > 1.1 * edge);
    const excess = Float64Array.from(kept, (variance) => {
      const half = (variance + 1 - gamma) / 2;
      return half + Math.sqrt(Math.max(0, half * half - variance)) - 1;
    });
    progress?.(0.8 + (0.2 * (done + 1)) / labels.length, 1, `${excess.length} modes`);
    return { label, modes: found.directions.slice(0, kept.length * 2 * p), excess };
  });
  return { shape, power, ppm: like.ppm, structure };
}

/** Means over neighbouring points, a straight line across the signal, 1 on average around it. */
function powerSmoothed(raw: Float64Array, ppm: Float64Array): Float64Array {
  const points = raw.length;
  const from = ppm.findIndex((value) => value >= SIGNAL[0]);
  const to = ppm.findIndex((value) => value > SIGNAL[1]);
  const inside = (k: number): boolean => k >= from && k < to;
  const smooth = raw.map((_, k) => {
    let [sum, count] = [0, 0];
    for (let j = Math.max(0, k - SMOOTH); j <= Math.min(points - 1, k + SMOOTH); j++) {
      if (inside(j)) continue;
      sum += raw[j];
      count++;
    }
    return count > 0 ? sum / count : NaN;
  });
  const mean = (low: number, high: number): number => {
    const part = raw.subarray(Math.max(0, low), Math.min(points, high));
    return part.reduce((sum, value) => sum + value, 0) / part.length;
  };
  const wide = 4 * SMOOTH;
  const [left, right] = [mean(from - wide, from), mean(to, to + wide)];
  for (let k = from; k < to; k++) smooth[k] = left + ((right - left) * (k - from)) / (to - from);
  return smooth;
}
