import { linearRegression, sampleCorrelation } from "simple-statistics";
import { differenceMetrics } from "../../metrics/index.js";
import { bootstrapInterval } from "../../stats/index.js";
import type { RandomSource } from "../../signal/index.js";
import type { AugmentationMetric } from "./augmentationMeasure.js";
import { AUGMENTATION_MEASURED } from "./augmentationRow.js";
import type { AugmentationRow } from "./augmentationRow.js";
import { augmentationTitles } from "./augmentationTitles.js";

/** A measure that is summed up over subjects, in the words of figures and tables. */
export type AugmentationScore =
  | (string & {})
  | "osprey snr"
  | "osprey fwhm"
  | "true snr"
  | "effective transients"
  | "effective transients gaba"
  | "bias share"
  | "bias share gaba"
  | `${"gaba" | "glx"} ${"r" | "slope" | "bias" | "rmse"}`;

/** A number of the whole study with the 95 % bootstrap interval over subjects. */
export interface AugmentationSummaryRow {
  method: string;
  /** As figures call it. */
  title: string;
  groundTruth: number;
  n: number;
  metric: AugmentationScore;
  /** The title of its panel in figure 6, where it is to have one (`differenceMetrics`). */
  panel?: string;
  value: number;
  low: number;
  high: number;
}

export interface AugmentationSummaryOptions {
  random: RandomSource;
  /** Of the methods in figures, in their order. @default `augmentationTitles()` */
  titles?: Readonly<Record<string, string>>;
  /** Of the bootstrap. @default 500 */
  resamples?: number;
}

/** What was measured of one subject (of one draw, when there is one subject) by one method at one n. */
interface Member {
  id: string;
  values: Map<AugmentationMetric, number[]>;
}

/** Scores that are the mean over draws, then over subjects. */
function meansOf(): string[] {
  return [...Object.keys(differenceMetrics), "osprey snr", "osprey fwhm", "true snr"];
}

/**
 * The study's rows summed up over subjects, for every method, n and full scan.
 *
 * - Metrics: the mean over draws, then over subjects.
 * - `effective transients` (2.5-4.0 ppm; `gaba`: 2.8-3.2): how many real transients a plain average needs for the
 *   same mean squared error to the truth. Errors are taken in units of each subject's own noise; the curve is that of
 *   the bare subsets and full scans, between them straight in its logarithms, beyond them by 1 / n.
 * - `bias share`: the part of that error that is the same in every draw: 1 - variance over draws / error.
 * - `gaba r` and so on: integrals against the truth over subjects, for each draw and then averaged: correlation,
 *   slope of the estimate on the truth, mean error and root mean squared error in % of the mean truth.
 *
 * Intervals are 95 % percentile bootstraps over subjects; over draws where there is only one.
 */
export function augmentationSummary(
  rows: readonly AugmentationRow[],
  { random, titles = augmentationTitles(), resamples = 500 }: AugmentationSummaryOptions,
): AugmentationSummaryRow[] {
  const single = new Set(rows.map(({ subject }) => subject)).size === 1;
  const cells = new Map<string, Map<string, Member>>();
  const truths = new Map<string, Map<AugmentationMetric, number>>();
  for (const { subject, method, n, groundTruth, draw, metric, value } of rows) {
    if (method === AUGMENTATION_MEASURED.truth) {
      truths.set(subject, (truths.get(subject) ?? new Map()).set(metric, value));
      continue;
    }
    const key = cellKey(method, groundTruth, n);
    const cell = cells.get(key) ?? new Map<string, Member>();
    cells.set(key, cell);
    const id = single ? `${subject} ${draw}` : subject;
    const member = cell.get(id) ?? { id, values: new Map() };
    cell.set(id, member);
    member.values.set(metric, [...(member.values.get(metric) ?? []), value]);
  }
  const plain = plainErrors(cells);
  const result: AugmentationSummaryRow[] = [];
  for (const [key, cell] of cells) {
    const [method, groundTruth, n] = JSON.parse(key) as [string, number, number];
    const sample = [...cell.values()];
    const add = (metric: AugmentationScore, statistic: (sample: readonly Member[]) => number): void => {
      const interval = bootstrapInterval(sample, statistic, {
        random: random.fork(`${key} ${metric}`),
        resamples,
      });
      if (!Number.isFinite(interval.value)) return;
      const panel = differenceMetrics[metric]?.panel;
      const title = titles[method] ?? method;
      result.push({ method, title, groundTruth, n, metric, ...(panel && { panel }), ...interval });
    };
    for (const metric of meansOf()) {
      if (sample.some(({ values }) => values.has(metric)))
        add(metric, (some) => mean(some.flatMap(meanOf(metric))));
    }
    if (single) continue;
    for (const [score, share, error, noise] of [
      ["effective transients", "bias share", "error", "noise"],
      ["effective transients gaba", "bias share gaba", "error gaba", "noise gaba"],
    ] as const) {
      const { curve, units } = plain[error];
      if (curve.length === 0 || !sample.some(({ values }) => values.has(error))) continue;
      const relative = (metric: AugmentationMetric, some: readonly Member[]): number =>
        mean(some.flatMap((member) => meanOf(metric)(member).map((value) => value / units.get(member.id)!)));
      add(score, (some) => {
        const ids = some.map(({ id }) => id);
        return equivalent(
          relative(error, some),
          curve.map(({ n, of }) => ({ n, error: mean(ids.map((id) => of.get(id)!)) })),
        );
      });
      if (sample.some(({ values }) => values.has(noise))) {
        add(share, (some) => Math.max(0, 1 - relative(noise, some) / relative(error, some)));
      }
    }
    for (const quantity of ["gaba", "glx"] as const) {
      if (!sample.every(({ id, values }) => truths.get(id)?.has(quantity) && values.has(quantity))) continue;
      const compared =
        (of: (truth: number[], estimate: number[]) => number) =>
        (some: readonly Member[]): number => {
          const truth = some.map(({ id }) => truths.get(id)!.get(quantity)!);
          const draws = Math.min(...some.map(({ values }) => values.get(quantity)!.length));
          const each = Array.from({ length: draws }, (_, draw) =>
            of(
              truth,
              some.map(({ values }) => values.get(quantity)![draw]),
            ),
          );
          return mean(each);
        };
      add(`${quantity} r`, compared(sampleCorrelation));
      add(
        `${quantity} slope`,
        compared((truth, estimate) => linearRegression(truth.map((x, k) => [x, estimate[k]])).m),
      );
      add(
        `${quantity} bias`,
        compared((truth, estimate) => 100 * (mean(estimate) / mean(truth) - 1)),
      );
      add(
        `${quantity} rmse`,
        compared(
          (truth, estimate) =>
            (100 * Math.sqrt(mean(truth.map((x, k) => (estimate[k] - x) ** 2)))) / mean(truth),
        ),
      );
    }
  }
  const order = Object.keys(titles);
  return result.sort(
    (a, b) => order.indexOf(a.method) - order.indexOf(b.method) || a.groundTruth - b.groundTruth || a.n - b.n,
  );
}

function cellKey(method: string, groundTruth: number, n: number): string {
  return JSON.stringify([method, groundTruth, n]);
}

function mean(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** A member's mean over its draws, in a list that is empty when it has none. */
function meanOf(metric: AugmentationMetric) {
  return ({ values }: Member): number[] => {
    const own = values.get(metric);
    return own ? [mean(own)] : [];
  };
}

interface PlainErrors {
  /** Errors of the plain average of n, in units of the subject's own, per subject. */
  curve: { n: number; of: Map<string, number> }[];
  /** What each subject's error is in units of: about the noise of a single transient of each condition. */
  units: Map<string, number>;
}

/** The errors of bare subsets and full scans. */
function plainErrors(
  cells: ReadonlyMap<string, ReadonlyMap<string, Member>>,
): Record<"error" | "error gaba", PlainErrors> {
  const measured = [...cells].flatMap(([key, cell]) => {
    const [method, groundTruth, n] = JSON.parse(key) as [string, number, number];
    return method === AUGMENTATION_MEASURED.subset || method === AUGMENTATION_MEASURED.full
      ? [{ method, groundTruth, n, cell }]
      : [];
  });
  const sizes = [...new Set(measured.map(({ n }) => n))].sort((a, b) => a - b);
  // A bare subset is in the rows once for each full scan, always the same.
  const ofSize = sizes.map((n) => ({ n, cell: measured.find((one) => one.n === n)!.cell }));
  const errors = (metric: "error" | "error gaba"): PlainErrors => {
    const known = ofSize.filter(({ cell }) => [...cell.values()].every(({ values }) => values.has(metric)));
    const raw = known.map(({ n, cell }) => ({
      n,
      of: new Map([...cell.values()].map((member) => [member.id, meanOf(metric)(member)[0]])),
    }));
    const ids = [...(raw[0]?.of.keys() ?? [])];
    const units = new Map(ids.map((id) => [id, mean(raw.map(({ n, of }) => n * of.get(id)!))]));
    const curve = raw.map(({ n, of }) => ({
      n,
      of: new Map(ids.map((id) => [id, of.get(id)! / units.get(id)!])),
    }));
    return { curve, units };
  };
  return { error: errors("error"), "error gaba": errors("error gaba") };
}

/** The n at which a falling curve has an error. */
function equivalent(error: number, curve: readonly { n: number; error: number }[]): number {
  const first = curve[0];
  if (error >= first.error) return (first.n * first.error) / error;
  for (let k = 1; k < curve.length; k++) {
    const [a, b] = [curve[k - 1], curve[k]];
    if (error < b.error) continue;
    const part = Math.log(a.error / error) / Math.log(a.error / b.error);
    return a.n * (b.n / a.n) ** part;
  }
  const last = curve[curve.length - 1];
  return (last.n * last.error) / error;
}
