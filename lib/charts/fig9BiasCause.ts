import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { agreementSets } from "./agreementSets.js";
import { roundTo } from "./roundTo.js";

/** What one way of making transients does to one metabolite, over subjects and against the truth. */
export interface Fig9CauseRow {
  set: string;
  metabolite: string;
  /** % of the true mean, with its interval. */
  bias: number;
  biasLow: number;
  biasHigh: number;
  /** Of estimate on truth, with its interval: below 1 subjects are drawn together. */
  slope: number;
  slopeLow: number;
  slopeHigh: number;
  /** Hz, mean over subjects of the width of tCr in the averaged OFF spectrum: larger is smoother. */
  linewidth: number | null;
}

export interface Fig9CauseOptions extends FigureOptions {
  /** % of bias shown at most. @default 60 */
  limit?: number;
  /** Measured transients a condition, for the caption. */
  n?: number;
}

const SLOPES = [-0.5, 2] as const;

/**
 * Where the bias comes from: a line for each way of filling a subset up; bias of water-scaled quantities, slope of
 * estimate on truth, and the width of tCr in the averaged spectrum.
 *
 * @throws RangeError where there are no rows.
 */
export function fig9BiasCause(rows: readonly Fig9CauseRow[], options: Fig9CauseOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const { limit = 60, n } = options;
  const sets = agreementSets(rows);
  const name = new Map(sets.map((set) => [set.set, set.name]));
  const metabolites = [...new Set(rows.map(({ metabolite }) => metabolite))];
  const height = 46 * sets.length;
  const clamp = (value: number, low: number, high: number): number =>
    roundTo(Math.min(high, Math.max(low, value)), 1e-3);
  const values = rows.map((row) => ({
    set: name.get(row.set),
    metabolite: row.metabolite,
    bias: clamp(row.bias, -limit, limit),
    biasLow: clamp(row.biasLow, -limit, limit),
    biasHigh: clamp(row.biasHigh, -limit, limit),
    slope: clamp(row.slope, ...SLOPES),
    slopeLow: clamp(row.slopeLow, ...SLOPES),
    slopeHigh: clamp(row.slopeHigh, ...SLOPES),
  }));
  const widths = sets.flatMap(({ set }) => {
    const linewidth = rows.find((row) => row.set === set)?.linewidth;
    return linewidth === null || linewidth === undefined
      ? []
      : [{ set: name.get(set), width: roundTo(linewidth, 0.01) }];
  });
  const y = (labels: boolean): object => ({
    field: "set",
    type: "nominal",
    sort: sets.map((set) => set.name),
    scale: { type: "band", domain: sets.map((set) => set.name), paddingInner: 0.25 },
    title: null,
    axis: { labels, ticks: false, domain: labels, labelLimit: 150 },
  });
  const color = {
    field: "metabolite",
    type: "nominal",
    scale: { domain: metabolites, range: [...figurePalette.groups] },
    legend: { orient: "bottom", direction: "horizontal", title: null, offset: 4 },
  };
  const yOffset = { field: "metabolite", type: "nominal", scale: { domain: metabolites } };
  const panel = (
    key: "bias" | "slope",
    title: string,
    domain: readonly [number, number],
    zero: number,
    first: boolean,
  ): object => {
    const x = (field: string): object => ({
      field,
      type: "quantitative",
      title,
      scale: { domain: [...domain], nice: false, zero: false },
      axis: { tickCount: 5 },
    });
    return {
      width: Math.floor((DOUBLE_COLUMN - 190) * 0.4),
      height,
      layer: [
        {
          data: { values: [{ zero }] },
          mark: { type: "rule", color: figurePalette.line, strokeDash: [3, 2] },
          encoding: { x: x("zero") },
        },
        {
          data: { values },
          mark: { type: "rule", strokeWidth: 1.4 },
          encoding: { x: x(`${key}Low`), x2: { field: `${key}High` }, y: y(first), yOffset, color },
        },
        {
          data: { values },
          mark: { type: "point", filled: true, size: 26, opacity: 1 },
          encoding: { x: x(key), y: y(first), yOffset, color },
        },
      ],
    };
  };
  const [narrow, wide] = [
    Math.min(...widths.map(({ width }) => width)),
    Math.max(...widths.map(({ width }) => width)),
  ];
  const width = {
    width: Math.floor((DOUBLE_COLUMN - 190) * 0.2),
    height,
    data: { values: widths },
    mark: { type: "point", filled: true, size: 40, color: figurePalette.ink, opacity: 1 },
    encoding: {
      x: {
        field: "width",
        type: "quantitative",
        title: "Width of tCr (Hz)",
        scale: { domain: [roundTo(narrow - 0.3, 0.1), roundTo(wide + 0.3, 0.1)], nice: false, zero: false },
        axis: { tickCount: 3 },
      },
      y: y(false),
    },
  };
  const from = n === undefined ? "" : ` of ${n} measured transients a condition`;
  return figureSpec(
    {
      spacing: 12,
      hconcat: [
        panel("bias", "Bias, water-scaled (%)", [-limit, limit], 0, true),
        panel("slope", "Slope of estimate on truth", SLOPES, 1, false),
        width,
      ],
    },
    {
      id: "fig9-bias-cause",
      title: "Where the bias comes from",
      caption:
        `Subsets${from}, filled up in ways that differ in one thing each: bias against the simulated truth, slope of ` +
        "estimate on truth over subjects (below 1: drawn together), both with 95 % intervals, and the width of tCr in " +
        "the averaged OFF spectrum.",
      alt: `Bias, slope and line width for ${sets.map((set) => set.name).join(", ")}.`,
    },
    options,
  );
}
