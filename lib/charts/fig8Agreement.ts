import type { TopLevelSpec } from "vega-lite";
import { agreementSets } from "./agreementSets.js";
import { agreementStyle } from "./agreementStyle.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { restoredNote } from "./restoredNote.js";

/** One subject's estimate and what it is compared with. */
export interface Fig8Row {
  metabolite: string;
  /** `subset` or a method. */
  set: string;
  value: number;
  reference: number;
}

/** Bias and limits of agreement, % of the reference's mean. */
export interface Fig8Limits {
  metabolite: string;
  set: string;
  bias: number;
  lower: number;
  upper: number;
}

export interface Fig8Options extends FigureOptions {
  /** What is compared with, for axes and caption. @default "full scan" */
  reference?: string;
  /** Measured transients a condition, for the caption. */
  n?: number;
}

/** px between the scatter of differences and their limits. */
const SPACING = 22;

/**
 * Figure 8: agreement of ratios to tCr. Above, estimate against reference with the line of identity; below, Bland-Altman:
 * difference over the mean of both, and at the right of each panel bias (mark) and limits of agreement (bar) of each set.
 *
 * @throws RangeError where there are no rows.
 */
export function fig8Agreement(
  rows: readonly Fig8Row[],
  limits: readonly Fig8Limits[],
  options: Fig8Options = {},
): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const { reference = "full scan", n } = options;
  const metabolites = [...new Set(rows.map(({ metabolite }) => metabolite))];
  const sets = agreementSets(rows);
  const size = Math.floor((DOUBLE_COLUMN - 46 - SPACING * (metabolites.length - 1)) / metabolites.length);
  const name = new Map(sets.map((set) => [set.set, set.name]));
  const style = agreementStyle(sets);

  const panels = metabolites.map((metabolite, column) => {
    const own = rows.filter((row) => row.metabolite === metabolite);
    const bars = limits.filter((row) => row.metabolite === metabolite && name.has(row.set));
    const centre = own.reduce((sum, row) => sum + row.reference, 0) / own.length;
    const points = own.map((row) => ({
      set: name.get(row.set),
      reference: round(row.reference),
      value: round(row.value),
      mean: round((row.reference + row.value) / 2),
      difference: round((100 * (row.value - row.reference)) / centre),
    }));
    const ends = extent(points.flatMap((point) => [point.reference, point.value]));
    const [left, right] = extent(points.map(({ mean }) => mean));
    // The limits stand at the right, one slot a set, half of the panel at most.
    const share = Math.min(0.09, 0.5 / (sets.length + 1));
    const slot = (share * (right - left)) / (1 - share * (sets.length + 1));
    const stands = bars.map((bar) => ({
      set: name.get(bar.set),
      at: round(right + slot * (1.5 + sets.findIndex(({ set }) => set === bar.set))),
      bias: round(bar.bias),
      lower: round(bar.lower),
      upper: round(bar.upper),
    }));
    const far = right + slot * (sets.length + 1.2);
    const scatter = {
      width: size,
      height: size,
      title: { text: metabolite, anchor: "start", frame: "group", offset: 4 },
      layer: [
        {
          data: { values: ends.map((end) => ({ end })) },
          mark: { type: "line", color: figurePalette.line, strokeWidth: 0.8, strokeDash: [3, 2] },
          encoding: {
            x: axis("end", ends, capital(reference)),
            y: axis("end", ends, column === 0 ? "Estimate (ratio to tCr)" : null),
          },
        },
        {
          data: { values: points },
          mark: { type: "point", size: 14, strokeWidth: 0.8, opacity: 0.8 },
          encoding: {
            x: axis("reference", ends, capital(reference)),
            y: axis("value", ends, column === 0 ? "Estimate (ratio to tCr)" : null),
            ...style,
          },
        },
      ],
    };
    const span = extent([
      0,
      ...points.map(({ difference }) => difference),
      ...stands.flatMap(({ lower, upper }) => [lower, upper]),
    ]);
    const yDifference = (field: string): object =>
      axis(field, span, column === 0 ? "Difference (%)" : null, 4);
    const altman = {
      width: size,
      height: size,
      layer: [
        {
          data: { values: [{ zero: 0 }] },
          mark: { type: "rule", color: figurePalette.line, strokeDash: [3, 2] },
          encoding: { y: yDifference("zero") },
        },
        {
          data: { values: points },
          mark: { type: "point", size: 14, strokeWidth: 0.8, opacity: 0.8 },
          encoding: {
            x: axis("mean", [left, far], "Mean of both"),
            y: yDifference("difference"),
            ...style,
          },
        },
        {
          data: { values: stands },
          mark: { type: "rule", strokeWidth: 1.6 },
          encoding: {
            x: { field: "at", type: "quantitative" },
            y: yDifference("lower"),
            y2: { field: "upper" },
            color: style.color,
          },
        },
        {
          data: { values: stands },
          mark: { type: "point", size: 30, filled: true, opacity: 1 },
          encoding: { x: { field: "at", type: "quantitative" }, y: yDifference("bias"), ...style },
        },
      ],
    };
    return { spacing: 14, vconcat: [scatter, altman] };
  });
  const from = n === undefined ? "" : ` from ${n} measured transients a condition`;
  return figureSpec(
    { spacing: SPACING, hconcat: panels },
    {
      id: "fig8-agreement",
      title: `Agreement of metabolite ratios with the ${reference}`,
      caption:
        `Ratios to tCr${from}, alone and filled up with synthetic transients, against the ${reference}; one point a ` +
        "subject. Above: the dashed line is identity. Below: differences in % of the reference's mean; at the right of " +
        "each panel the bias (mark) and the 95 % limits of agreement (bar) of each set." +
        restoredNote(sets),
      alt: `Scatter and Bland-Altman plots of ${metabolites.join(", ")} to tCr against the ${reference}.`,
    },
    options,
  );
}

function axis(field: string, domain: readonly number[], title: string | null, tickCount = 3): object {
  return {
    field,
    type: "quantitative",
    title,
    scale: { domain: [...domain], nice: false, zero: false },
    axis: { tickCount, format: ".2~f" },
  };
}

/** The values' range, 4 % wider. */
function extent(values: readonly number[]): [number, number] {
  const [low, high] = [Math.min(...values), Math.max(...values)];
  const margin = 0.04 * (high - low) || 1;
  return [round(low - margin), round(high + margin)];
}

function round(value: number): number {
  return Number(value.toPrecision(5));
}

function capital(text: string): string {
  return text[0].toUpperCase() + text.slice(1);
}
