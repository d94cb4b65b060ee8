import { median } from "simple-statistics";
import { nearestNeighbours } from "../../embed/index.js";
import {
  rowsConcat,
  rowsSelect,
  rowsToSpectra,
  spectraToRows,
  vaeDecode,
  vaeReconstruct,
} from "../../models/index.js";
import type { SpectrumRows, Vae } from "../../models/index.js";
import { noiseAdapt, noiseLevel } from "../../noise/index.js";
import { stackToSpectra } from "../../signal/index.js";
import type { FidStack, RandomSource } from "../../signal/index.js";
import { bootstrapInterval, rocAuc } from "../../stats/index.js";
import type { Interval } from "../../stats/index.js";
import { scansToRows } from "../set/scansToRows.js";
import type { ScanRows } from "../set/scansToRows.js";
import { scanSubset } from "../set/scanSubset.js";
import type { StudyScan, StudySet } from "../set/studySet.js";
import { transientsOf } from "../set/subsetDraw.js";
import { rowsGenerate } from "../spectra/rowsGenerate.js";
import type { NoiseStudyOptions } from "./noiseStudy.js";

/** What distances are measured between: transients with their noise, what the model sees in them, subjects' means. */
export type MemorisationView = "transients" | "decoded" | "means";

/** What is compared with held-out measured spectra. */
export type MemorisationSeries = "held-out measured" | "decoder alone" | "noise restored" | "prior";

/** As in `noiseStudy`; `count` spectra are of each test scan and condition, synthetic and held-out measured ones. */
export type MemorisationStudyOptions = NoiseStudyOptions;

/** The distance of one spectrum to the nearest training one of its condition. */
export interface MemorisationDistance {
  view: MemorisationView;
  series: MemorisationSeries;
  subject: string;
  /** Over the median of held-out measured spectra of the same view and condition: well below 1 is a copy. */
  ratio: number;
}

/** How well an attack tells training subjects from others; 0.5 is chance. */
export interface MembershipAttack extends Interval {
  attack: string;
  members: number;
  nonMembers: number;
}

export interface MemorisationResult {
  distances: MemorisationDistance[];
  /** Areas under the curve with 95 % intervals over subjects. */
  attacks: MembershipAttack[];
  /** Median ratios, shares of near copies and areas under the curve: what the text quotes. */
  summary: { name: string; value: number }[];
}

/** Spectra from the prior, a condition. */
const PRIOR = 200;
/** Transients of a subject and condition that an attack looks at. */
const CANDIDATES = 40;

/**
 * Does the model give back what it was trained on (figure 12)? Distances of synthetic spectra, made from subsets of test
 * subjects or from the prior, to the nearest training spectrum, against those of measured spectra that were held out;
 * and membership inference: whether a spectrum's reconstruction error, or its distance to the nearest synthetic
 * one, tells that its subject was trained on.
 */
export async function memorisationStudy(
  model: Vae,
  set: StudySet,
  options: MemorisationStudyOptions,
): Promise<MemorisationResult> {
  const { noise, subset, count, method, random, progress, signal } = options;
  const train = scansToRows(set.train, { like: model });
  const toRows = (stack: FidStack): SpectrumRows => spectraToRows(stackToSpectra(stack), { like: model });
  const generate = (scan: StudyScan, restored: boolean): { others: SpectrumRows; made: SpectrumRows } => {
    const stream = random.fork(`memorisation of ${scan.id}`);
    const { source, others } = scanSubset(scan.stack, subset, count, stream);
    const added = restored ? { model: noiseAdapt(noise, source), level: noiseLevel(source) } : undefined;
    const made = rowsGenerate(model, toRows(source), {
      method,
      count,
      random: stream.fork("sample"),
      noise: added,
    });
    return { others: toRows(others), made };
  };
  const alone = set.test.map((scan) => generate(scan, false));
  const restored = set.test.map((scan) => generate(scan, true).made);
  progress?.(0.2, 1, "generate");
  const ids = set.test.map(({ id }) => id);
  const prior = priorRows(model, train, random.fork("prior"));
  const decoded = (rows: SpectrumRows): SpectrumRows => vaeReconstruct(model, rows);

  const distances: MemorisationDistance[] = [];
  const measure = async (
    view: MemorisationView,
    training: SpectrumRows,
    series: Partial<Record<MemorisationSeries, readonly SpectrumRows[]>>,
  ): Promise<void> => {
    signal?.throwIfAborted();
    const { labels } = training.header;
    for (const condition of labels ? [...new Set(labels)].sort((a, b) => a - b) : [undefined]) {
      const pick = (rows: SpectrumRows): SpectrumRows =>
        rowsSelect(rows, transientsOf(rows.shape[0], rows.header.labels, condition));
      const points = pick(training);
      const found: { series: MemorisationSeries; subject: string; distance: number }[] = [];
      for (const [name, sets] of Object.entries(series) as [MemorisationSeries, readonly SpectrumRows[]][]) {
        for (const [k, one] of sets.entries()) {
          const queries = pick(one).rows;
          const near = await nearestNeighbours(points.rows, points.shape, { queries, count: 1 });
          for (const distance of near.distances)
            found.push({ series: name, subject: name === "prior" ? "prior" : ids[k], distance });
        }
      }
      const usual = median(
        found.filter((one) => one.series === "held-out measured").map((one) => one.distance),
      );
      for (const { distance, ...rest } of found)
        distances.push({ view, ...rest, ratio: usual > 0 ? distance / usual : 0 });
    }
  };
  await measure("transients", train, {
    "held-out measured": alone.map(({ others }) => others),
    "decoder alone": alone.map(({ made }) => made),
    "noise restored": restored,
  });
  progress?.(0.5, 1, "transients");
  await measure("decoded", decoded(train), {
    "held-out measured": alone.map(({ others }) => decoded(others)),
    "decoder alone": alone.map(({ made }) => made),
    // What an encoder sees in restored transients, as it does in measured ones
    "noise restored": restored.map(decoded),
    ...(prior && { prior: [prior] }),
  });
  progress?.(0.7, 1, "decoded");
  const trainMeans = set.train.map((_, k) =>
    conditionMeans(
      rowsSelect(
        train,
        [...train.scan.keys()].filter((i) => train.scan[i] === k),
      ),
    ),
  );
  await measure("means", rowsConcat(trainMeans), {
    "held-out measured": alone.map(({ others }) => conditionMeans(others)),
    "decoder alone": alone.map(({ made }) => conditionMeans(made)),
    "noise restored": restored.map(conditionMeans),
  });
  progress?.(0.8, 1, "means");

  // Synthetic spectra of subjects that are neither members nor non-members: all they tell of members is the model's.
  const released = rowsConcat([
    ...set.validation.map((scan) => generate(scan, false).made),
    ...(prior ? [prior] : []),
  ]);
  const attacks = await membershipAttacks(model, set, train, released, random.fork("bootstrap"));
  progress?.(1, 1, "attacks");
  return { distances, attacks, summary: summaryOf(distances, attacks) };
}

/** Spectra of latent points from N(0, I). A spectrum's condition is that of the nearest mean training spectrum. */
function priorRows(model: Vae, train: ScanRows, random: RandomSource): SpectrumRows | undefined {
  const { latent } = model.config;
  const shape = [2 * PRIOR, latent] as const;
  const z = Float32Array.from({ length: shape[0] * latent }, () => random.normal());
  const made = vaeDecode(model, { z, scale: new Float32Array(shape[0]).fill(1), shape }, { like: train });
  const { labels } = train.header;
  if (!labels) return made;
  const means = conditionMeans(train);
  const [n, width] = made.shape;
  const nearest = Uint8Array.from({ length: n }, (_, i) => {
    const squared = Array.from({ length: means.shape[0] }, (_, c) => {
      let sum = 0;
      for (let k = 0; k < width; k++) sum += (made.rows[i * width + k] - means.rows[c * width + k]) ** 2;
      return sum;
    });
    return means.header.labels![squared.indexOf(Math.min(...squared))];
  });
  return { ...made, header: { ...made.header, labels: nearest } };
}

/** The mean of the spectra of each condition, in their own units, as rows. */
function conditionMeans(rows: SpectrumRows): SpectrumRows {
  const { labels } = rows.header;
  const conditions = labels ? [...new Set(labels)].sort((a, b) => a - b) : [undefined];
  const spectra = rowsToSpectra(rows);
  const [n, p] = spectra.shape;
  const re = new Float32Array(conditions.length * p);
  const im = new Float32Array(conditions.length * p);
  conditions.forEach((condition, row) => {
    const members = transientsOf(n, labels, condition);
    for (const i of members) {
      for (let k = 0; k < p; k++) {
        re[row * p + k] += spectra.re[i * p + k] / members.length;
        im[row * p + k] += spectra.im[i * p + k] / members.length;
      }
    }
  });
  return spectraToRows({
    ...spectra,
    re,
    im,
    shape: [conditions.length, p],
    labels: labels && Uint8Array.from(conditions as number[]),
    dimensions: undefined,
  });
}

async function membershipAttacks(
  model: Vae,
  set: StudySet,
  train: ScanRows,
  released: SpectrumRows,
  random: RandomSource,
): Promise<MembershipAttack[]> {
  const test = scansToRows(set.test, { like: model });
  const subjects: { member: boolean; scores: Record<string, number[]> }[] = [];
  for (const [member, rows, scans] of [
    [true, train, set.train],
    [false, test, set.test],
  ] as const) {
    for (const k of scans.keys()) {
      const all = [...rows.scan.keys()].filter((i) => rows.scan[i] === k);
      // Evenly over the scan, both conditions
      const step = Math.max(1, Math.floor(all.length / (2 * CANDIDATES)));
      const some = all.filter((_, place) => Math.floor(place / 2) % step === 0);
      const own = rowsSelect(rows, some);
      const copy = vaeReconstruct(model, own);
      const near = await nearestNeighbours(released.rows, released.shape, { queries: own.rows, count: 1 });
      const error = (a: SpectrumRows, b: SpectrumRows, i: number): number => {
        const width = a.shape[1];
        let sum = 0;
        for (let f = i * width; f < (i + 1) * width; f++) sum += (a.rows[f] - b.rows[f]) ** 2;
        return sum / width;
      };
      const means = conditionMeans(rowsSelect(rows, all));
      const meansCopy = vaeReconstruct(model, means);
      const width = own.shape[1];
      subjects.push({
        member,
        // In units of the noise: a noisy subject's errors are larger whoever was trained on.
        scores: {
          "reconstruction error, transients": some.map((i, at) => -error(own, copy, at) / rows.noise[i] ** 2),
          "reconstruction error, subject means": [
            -Array.from({ length: means.shape[0] }, (_, i) => error(means, meansCopy, i)).reduce(
              (a, b) => a + b,
              0,
            ),
          ],
          "distance to synthetic, transients": some.map(
            (i, at) => -(near.distances[at] ** 2) / width / rows.noise[i] ** 2,
          ),
        },
      });
    }
  }
  return Object.keys(subjects[0].scores).map((attack) => {
    const auc = (sample: readonly (typeof subjects)[number][]): number => {
      const of = (member: boolean): number[] =>
        sample.filter((one) => one.member === member).flatMap(({ scores }) => scores[attack]);
      const [up, down] = [of(true), of(false)];
      return up.length > 0 && down.length > 0 ? rocAuc(up, down) : NaN;
    };
    const interval = bootstrapInterval(subjects, auc, { random: random.fork(attack), resamples: 400 });
    const count = (member: boolean): number => subjects.filter((one) => one.member === member).length;
    return { attack, ...interval, members: count(true), nonMembers: count(false) };
  });
}

function summaryOf(
  distances: readonly MemorisationDistance[],
  attacks: readonly MembershipAttack[],
): MemorisationResult["summary"] {
  const kinds = [...new Set(distances.map(({ view, series }) => `${view}|${series}`))];
  return [
    ...kinds.flatMap((kind) => {
      const [view, series] = kind.split("|");
      if (series === "held-out measured") return [];
      const of = (name: string): number[] =>
        distances.filter((one) => one.view === view && one.series === name).map(({ ratio }) => ratio);
      const usual = of("held-out measured").sort((a, b) => a - b);
      const near = usual[Math.floor(0.05 * usual.length)];
      const own = of(series);
      return [
        { name: `${view}, ${series}: median distance over held-out`, value: median(own) },
        {
          name: `${view}, ${series}: share nearer than 95 % of held-out`,
          value: own.filter((ratio) => ratio < near).length / own.length,
        },
      ];
    }),
    ...attacks.map(({ attack, value }) => ({ name: `AUC, ${attack}`, value })),
  ];
}
