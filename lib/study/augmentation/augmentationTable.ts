import { differenceMetrics } from "../../metrics/index.js";
import type { AugmentationScore, AugmentationSummaryRow } from "./augmentationSummary.js";

const SCORES: readonly AugmentationScore[] = [
  "snr",
  "true snr",
  "linewidth",
  "shape score",
  "mse",
  "osprey snr",
  "osprey fwhm",
  "effective transients",
  "effective transients gaba",
  "bias share",
  "gaba r",
  "gaba slope",
  "gaba bias",
  "gaba rmse",
  "glx r",
  "glx slope",
  "glx bias",
  "glx rmse",
];

/** A line of the table: null where a score cannot be had. */
export interface AugmentationTableRow {
  method: string;
  groundTruth: number;
  n: number;
  [score: string]: string | number | null;
}

/** The summary as a table: a line for each method, full scan and n, a column a score that any line has. */
export function augmentationTable(summary: readonly AugmentationSummaryRow[]): AugmentationTableRow[] {
  const added = Object.keys(differenceMetrics).filter((score) => !SCORES.includes(score));
  const scores = [...SCORES, ...added].filter((score) => summary.some(({ metric }) => metric === score));
  const lines = new Map<string, AugmentationTableRow>();
  for (const { title, groundTruth, n, metric, value } of summary) {
    const key = JSON.stringify([title, groundTruth, n]);
    const line: AugmentationTableRow = lines.get(key) ?? {
      method: title,
      groundTruth,
      n,
      ...Object.fromEntries(scores.map((score) => [score, null])),
    };
    if (scores.includes(metric)) line[metric] = Number(value.toPrecision(4));
    lines.set(key, line);
  }
  return [...lines.values()];
}
