import { CVAE, cvaeDecode, cvaeEncode, cvaeTrain, spectraToRows } from "../models/index.js";
import type { CvaeConfig, CvaeLabel, LabelledRows, LatentSet } from "../models/index.js";
import { samplerRandom } from "../samplers/index.js";
import { EDIT_OFF, EDIT_ON, stackToSpectra } from "../signal/index.js";
import type { FidStack, ScanHeader, SpectrumStack } from "../signal/index.js";
import { augmentationWindows, spectrumIntegral } from "./augmentationMeasure.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { conditionalSettings } from "./conditionalSettings.js";
import { networkKept } from "./networkKept.js";
import { scansShape } from "./scansShape.js";
import { spectraAverage } from "./spectraAverage.js";
import { spectraConsistent } from "./spectraConsistent.js";
import { spectraDifference } from "./spectraDifference.js";
import type { StudyScan } from "./studySet.js";
import { transientsOf } from "./subsetDraw.js";

/**
 * What the network is told of a subject: `amounts`, integrals of its averaged OFF and difference spectra; `fitted amounts`,
 * the same of what `spectraConsistent` makes of them (the training subjects' mean fitted to the average, band by band);
 * `condition`, nothing but whether a transient is edited, as a control.
 */
export type ConditionalTold = "amounts" | "fitted amounts" | "condition";

const METHODS: Readonly<Record<ConditionalTold, { name: string; title: string }>> = {
  amounts: { name: "conditional", title: "Conditional VAE (integrals)" },
  "fitted amounts": { name: "conditional fitted", title: "Conditional VAE (fitted)" },
  condition: { name: "conditional control", title: "Conditional VAE (ON/OFF only)" },
};

export interface ConditionalAugmentationSettings {
  ppmRange: [number, number];
  network: Partial<CvaeConfig>;
}

/** ppm ranges of the OFF spectrum's integrals; those of the difference are the study's own. */
const OFF_WINDOWS = { tNAA: [1.9, 2.12], tCr: [2.95, 3.12], tCho: [3.13, 3.3] } as const;
/** Where a subject's unit is taken, ppm of OFF: tCr and tCho. */
const UNIT = [2.9, 3.3] as const;

/**
 * A conditional VAE as a method of the augmentation study: `random` sampling with a network that is told, besides the
 * editing condition, how much tNAA, tCr, tCho, GABA+ and Glx the subject has: of a training subject by the average of
 * all its transients, of a test subject by that of the few that there are. Nothing of the truth is told. All of a
 * subject's spectra and integrals are in units of its own OFF tCr and tCho.
 */
export function conditionalAugmentation(
  told: ConditionalTold = "amounts",
  settings: ConditionalAugmentationSettings = conditionalSettings().subjects,
): AugmentationMethod {
  return {
    ...METHODS[told],
    makes: "transients",
    settings: { told, ...settings },
    async learn({ set }, { progress, signal, cache }) {
      const shape = told === "fitted amounts" ? scansShape(set.train, settings.ppmRange) : undefined;
      const subjects = ({ stack }: StudyScan, like?: { ppm: Float64Array }): Subject =>
        subjectOf(stack, told, like ?? settings, shape);
      const first = subjects(set.train[0]);
      const part = (scans: readonly StudyScan[]): LabelledRows =>
        joined(scans.map((scan) => subjects(scan, first)));
      const training = part(set.train);
      const config = {
        ...settings.network,
        labels: labelsOf(told, training.labels),
        ppm: [...first.ppm],
      };
      const { ids, sample } = { ids: set.train.map(({ id }) => id), sample: [...first.rows.subarray(0, 64)] };
      const model = await networkKept(
        CVAE,
        { config, told, set: set.name, ids, sample },
        (checkpoint) => cvaeTrain(training, part(set.validation), config, { progress, signal, checkpoint }),
        { cache },
      );
      const { latent } = model.config;
      const width = 2 * first.ppm.length;
      const kinds = model.config.labels.length;
      return (subsets) => {
        const known = subsets.map(({ stack }) => subjectOf(stack, told, first, shape));
        const { mean, logVar } = cvaeEncode(model, joined(known));
        let at = 0;
        const drawn = subsets.map(({ count, random }, k) => {
          const { conditions, unit, labels } = known[k];
          const z: Float32Array[] = [];
          const asked = new Float32Array(2 * count * kinds);
          [EDIT_OFF, EDIT_ON].forEach((condition, c) => {
            const members = conditions.filter((one) => one === condition).length;
            const own: LatentSet = {
              mean: mean.subarray(at * latent, (at + members) * latent),
              logVar: logVar.subarray(at * latent, (at + members) * latent),
              scale: new Float32Array(members).fill(unit),
              labels: new Uint8Array(members).fill(condition),
              shape: [members, latent],
            };
            at += members;
            z.push(samplerRandom(own, count, random.fork(`condition ${condition}`)).z);
            // A condition's transients are told the same.
            const from = conditions.indexOf(condition) * kinds;
            for (let i = 0; i < count; i++)
              asked.set(labels.subarray(from, from + kinds), (c * count + i) * kinds);
          });
          return { z, asked };
        });
        const made = cvaeDecode(
          model,
          concat(drawn.flatMap(({ z }) => z)),
          concat(drawn.map(({ asked }) => asked)),
        );
        let row = 0;
        return subsets.map(({ count }, k) => {
          const rows = made.rows.subarray(row * width, (row + 2 * count) * width);
          row += 2 * count;
          return spectraOf(rows, count, known[k]);
        });
      };
    },
  };
}

/** A subject's spectra as the network takes them: OFF first, in units of `unit`. */
interface Subject {
  rows: Float32Array;
  labels: Float32Array;
  conditions: Uint8Array;
  unit: number;
  ppm: Float64Array;
  header: ScanHeader;
}

function subjectOf(
  stack: FidStack,
  told: ConditionalTold,
  where: { ppm: Float64Array } | { ppmRange: readonly [number, number] },
  shape?: SpectrumStack,
): Subject {
  const spectra = stackToSpectra(stack);
  const made = spectraToRows(spectra, "ppm" in where ? { like: where } : { ppmRange: where.ppmRange });
  const [n, width] = made.shape;
  const average = spectraAverage(spectra);
  const unit = spectrumIntegral(offOf(average), UNIT);
  const amounts =
    told === "condition" ? [] : amountsOf(shape ? spectraConsistent(average, shape) : average, unit);
  const order = [EDIT_OFF, EDIT_ON].flatMap((condition) => transientsOf(n, stack.labels, condition));
  const conditions = Uint8Array.from(order, (i) => stack.labels![i]);
  const rows = new Float32Array(n * width);
  order.forEach((i, k) => {
    const factor = made.scale[i] / unit;
    for (let j = 0; j < width; j++) rows[k * width + j] = made.rows[i * width + j] * factor;
  });
  const labels = Float32Array.from([...conditions].flatMap((condition) => [...amounts, condition]));
  return { rows, labels, conditions, unit, ppm: made.ppm, header: made.header };
}

/** Integrals of an averaged OFF and ON. */
function amountsOf(average: SpectrumStack, unit: number): number[] {
  const off = offOf(average);
  const difference = spectraDifference(average);
  return [
    ...Object.values(OFF_WINDOWS).map((window) => spectrumIntegral(off, window) / unit),
    spectrumIntegral(difference, augmentationWindows.gaba) / unit,
    spectrumIntegral(difference, augmentationWindows.glx) / unit,
  ];
}

function offOf(average: SpectrumStack): SpectrumStack {
  const points = average.shape[1];
  const first = average.labels!.indexOf(EDIT_OFF) * points;
  const { re, im } = average;
  return {
    ...average,
    re: re.subarray(first, first + points),
    im: im.subarray(first, first + points),
    shape: [1, points],
  };
}

/** Names, and ranges as the training subjects have them. */
function labelsOf(told: ConditionalTold, labels: Float32Array): CvaeLabel[] {
  const names =
    told === "condition" ? ["ON"] : [...Object.keys(OFF_WINDOWS), "GABA+ (edited)", "Glx (edited)", "ON"];
  return names.map((name, k) => {
    const own = labels.filter((_, i) => i % names.length === k);
    const ends = own.reduce(
      ([low, high], value) => [Math.min(low, value), Math.max(high, value)],
      [Infinity, -Infinity],
    );
    return { name, range: [ends[0], ends[1]] };
  });
}

function joined(subjects: readonly Subject[]): LabelledRows {
  const rows = concat(subjects.map((subject) => subject.rows));
  const width = 2 * subjects[0].ppm.length;
  return {
    rows,
    labels: concat(subjects.map((subject) => subject.labels)),
    shape: [rows.length / width, width],
  };
}

function concat(parts: readonly Float32Array[]): Float32Array {
  const all = new Float32Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function spectraOf(rows: Float32Array, count: number, { ppm, header, unit }: Subject): SpectrumStack {
  const p = ppm.length;
  const re = new Float32Array(2 * count * p);
  const im = new Float32Array(2 * count * p);
  for (let i = 0; i < 2 * count; i++) {
    for (let k = 0; k < p; k++) {
      re[i * p + k] = rows[i * 2 * p + k] * unit;
      im[i * p + k] = rows[i * 2 * p + p + k] * unit;
    }
  }
  const labels = Uint8Array.from({ length: 2 * count }, (_, i) => (i < count ? EDIT_OFF : EDIT_ON));
  return { ...header, re, im, shape: [2 * count, p], ppm, labels };
}
