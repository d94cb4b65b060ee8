import type { AugmentationScore, AugmentationSummaryRow } from "./augmentationSummary.js";

/** A goal at one n: what was reached, what the bare subset reaches, and whether the goal is met. */
export interface AugmentationGoal {
  method: string;
  n: number;
  score: AugmentationScore;
  goal: string;
  value: number;
  /** Of the bare subset. */
  plain: number;
  met: boolean;
}

type Met = (value: number, plain: number) => boolean;
const subject = (quantity: "gaba" | "glx"): [AugmentationScore, string, Met][] => [
  [`${quantity} r`, "at least the bare subset's", (value, plain) => value >= plain],
  [`${quantity} rmse`, "at most the bare subset's (%)", (value, plain) => value <= plain],
  [`${quantity} slope`, "0.9 to 1.1", (value) => value >= 0.9 && value <= 1.1],
  [`${quantity} bias`, "within 5 %", (value) => Math.abs(value) <= 5],
];
const GOALS: [AugmentationScore, string, Met][] = [
  ["effective transients", "at least 40", (value) => value >= 40],
  ["effective transients gaba", "at least 40", (value) => value >= 40],
  ...subject("gaba"),
  ...subject("glx"),
];

/**
 * A method beside the bare subset at every n, against what is asked of a good one: an error like that of 40 real
 * transients from two, and differences between subjects kept as well as without it.
 *
 * @param method - as rows name it. @default "consistent"
 * @param groundTruth - which full scan. @default the smallest of the rows
 */
export function augmentationGoals(
  summary: readonly AugmentationSummaryRow[],
  method = "consistent",
  groundTruth = Math.min(...summary.map((row) => row.groundTruth)),
): AugmentationGoal[] {
  const own = summary.filter((row) => row.groundTruth === groundTruth);
  const sizes = [...new Set(own.filter((row) => row.method === method).map(({ n }) => n))];
  const value = (name: string, n: number, score: string): number | undefined =>
    own.find((row) => row.method === name && row.n === n && row.metric === score)?.value;
  return sizes.flatMap((n) =>
    GOALS.flatMap(([score, goal, met]) => {
      const [found, plain] = [value(method, n, score), value("subset", n, score)];
      return found === undefined || plain === undefined
        ? []
        : [{ method, n, score, goal, value: found, plain, met: met(found, plain) }];
    }),
  );
}
