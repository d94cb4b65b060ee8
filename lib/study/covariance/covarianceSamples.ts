import type { CovarianceRows } from "../../models/index.js";
import { EDIT_OFF, EDIT_ON, fftInPlace, nextPowerOfTwo, ppmAxis, ppmWindow } from "../../signal/index.js";
import type { FidStack, RandomSource } from "../../signal/index.js";
import type { StudyScan } from "../set/studySet.js";
import { transientsOf } from "../set/subsetDraw.js";
import type { CovarianceAugmentation } from "./covarianceSettings.js";

/** ppm of macromolecules in the edited spectrum (arXiv 2306.02984's code). */
const MACROMOLECULES = [0.93, 1.24, 1.43, 1.72, 2.05, 2.29, 3.0, 3.2, 3.8, 4.3];
/** Hz, their Gaussian widths. */
const MACROMOLECULE_WIDTH = [8, 25] as const;

export interface CovarianceSamplesOptions {
  samples: number;
  /** Difference transients of a sample at most: the numbers are drawn evenly on a log scale from 1. */
  most: number;
  ppmRange: readonly [number, number];
  augmentation?: CovarianceAugmentation;
  random: RandomSource;
}

/**
 * Samples to train a covariance network with: of one subject each, a few pairs of an ON and an OFF transient, whose
 * differences are the input and whose subject's difference is the target: the noise-free one where it is known, as in the
 * original's simulated data, else the average of all transients. What varies between the transients of a sample
 * (frequency, phase) is in the input alone; what varies between subjects (widths, macromolecules) in both.
 */
export function covarianceSamples(
  scans: readonly StudyScan[],
  { samples, most, ppmRange, augmentation, random }: CovarianceSamplesOptions,
): CovarianceRows {
  const subjects = scans.map(({ stack, truth = stack }) => ({
    input: conditionsOf(stack),
    wanted: conditionsOf(truth),
  }));
  const spectrum = differenceSpectrum(scans[0].stack, ppmRange);
  const points = spectrum.points;
  const x = new Float32Array(samples * most * points);
  const y = new Float32Array(samples * points);
  const counts = new Float32Array(samples);
  for (let i = 0; i < samples; i++) {
    const { input, wanted } = subjects[random.integer(subjects.length)];
    const { stack, off, on } = input;
    const limit = Math.min(most, off.length, on.length);
    const count = Math.max(1, Math.min(limit, Math.round(Math.exp(random.uniform() * Math.log(limit)))));
    counts[i] = count;
    const common = commonOf(wanted, augmentation, random);
    const offs = random.permutation(off.length);
    const ons = random.permutation(on.length);
    for (let t = 0; t < count; t++) {
      const frequency = (augmentation?.frequency ?? 0) * random.normal();
      const phase = (((augmentation?.phase ?? 0) * Math.PI) / 180) * random.normal();
      const row = x.subarray((i * most + t) * points, (i * most + t + 1) * points);
      spectrum.write(stack, [off[offs[t]]], [on[ons[t]]], { ...common, frequency, phase }, row);
      normalise(row);
    }
    const target = y.subarray(i * points, (i + 1) * points);
    spectrum.write(wanted.stack, wanted.off, wanted.on, { ...common, frequency: 0, phase: 0 }, target);
    normalise(target);
  }
  return { x, y, counts };
}

/** A scan and the places of its transients of each condition. */
interface Conditions {
  stack: FidStack;
  off: number[];
  on: number[];
}

/** Where the transients of each condition are. */
export function conditionsOf(stack: FidStack): Conditions {
  const [off, on] = [EDIT_OFF, EDIT_ON].map((label) => transientsOf(stack.shape[0], stack.labels, label));
  return { stack, off, on };
}

/** What is added to difference FIDs. */
interface Change {
  /** Hz. */
  broadening: number;
  frequency: number;
  /** rad. */
  phase: number;
  macromolecules: { ppm: number; width: number; area: number }[];
}

function commonOf(
  { stack, off, on }: Conditions,
  augmentation: CovarianceAugmentation | undefined,
  random: RandomSource,
): Pick<Change, "broadening" | "macromolecules"> {
  if (augmentation === undefined) return { broadening: 0, macromolecules: [] };
  const [low, high] = MACROMOLECULE_WIDTH;
  const points = stack.shape[1];
  const mean = (part: Float32Array, members: readonly number[]): number =>
    members.reduce((sum, i) => sum + part[i * points], 0) / members.length;
  const first = (part: Float32Array): number => mean(part, on) - mean(part, off);
  const height = Math.hypot(first(stack.re), first(stack.im));
  return {
    broadening: augmentation.broadening * random.uniform(),
    macromolecules: MACROMOLECULES.map((ppm) => ({
      ppm,
      width: low + (high - low) * random.uniform(),
      // Of either sign, so that the mean stays that of the subjects.
      area: height * augmentation.macromolecules * (2 * random.uniform() - 1),
    })),
  };
}

/** Writes real parts of difference spectra on the points of a ppm range. */
export function differenceSpectrum(
  like: FidStack,
  ppmRange: readonly [number, number],
): {
  points: number;
  ppm: Float64Array;
  write(
    stack: FidStack,
    off: ArrayLike<number>,
    on: ArrayLike<number>,
    change: Change,
    to: Float32Array,
  ): void;
} {
  const size = nextPowerOfTwo(like.shape[1]);
  const axis = ppmAxis(like, size);
  const [first, last] = ppmWindow(axis, ...ppmRange);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  return {
    points: last - first,
    ppm: axis.slice(first, last),
    write(stack, off, on, { broadening, frequency, phase, macromolecules }, to) {
      const length = stack.shape[1];
      const { dwellTime, spectrometerFrequency, referencePpm } = stack;
      re.fill(0);
      im.fill(0);
      const add = (members: ArrayLike<number>, sign: 1 | -1): void => {
        for (let m = 0; m < members.length; m++) {
          const from = members[m] * length;
          for (let t = 0; t < length; t++) {
            re[t] += (sign * stack.re[from + t]) / members.length;
            im[t] += (sign * stack.im[from + t]) / members.length;
          }
        }
      };
      add(on, 1);
      add(off, -1);
      for (const { ppm, width, area } of macromolecules) {
        const angle = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
        for (let t = 0; t < length; t++) {
          const envelope = Math.exp(-((Math.PI * width * t * dwellTime) ** 2) / (4 * Math.LN2));
          if (envelope < 1e-6) break;
          re[t] += area * envelope * Math.cos(angle * t);
          im[t] += area * envelope * Math.sin(angle * t);
        }
      }
      if (broadening !== 0 || frequency !== 0 || phase !== 0) {
        for (let t = 0; t < length; t++) {
          const damping = Math.exp(-Math.PI * broadening * t * dwellTime);
          const turn = phase + 2 * Math.PI * frequency * t * dwellTime;
          const [c, s] = [damping * Math.cos(turn), damping * Math.sin(turn)];
          [re[t], im[t]] = [re[t] * c - im[t] * s, re[t] * s + im[t] * c];
        }
      }
      fftInPlace(re, im, 0, size);
      for (let k = 0; k < to.length; k++) to[k] = re[(first + k + size / 2) % size];
    },
  };
}

/** No change: for scans that are to be read and not learned from. */
export const UNCHANGED: Change = { broadening: 0, frequency: 0, phase: 0, macromolecules: [] };

/** By the largest magnitude. */
export function normalise(row: Float32Array): void {
  let largest = 0;
  for (const value of row) largest = Math.max(largest, Math.abs(value));
  if (largest > 0) for (let k = 0; k < row.length; k++) row[k] /= largest;
}
