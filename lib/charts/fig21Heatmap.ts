import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** One cell: two methods on the scans of one series. */
export interface Fig21Cell {
  /** The two methods; a is better where `difference` is below 0. */
  a: string;
  b: string;
  series: string;
  metabolite: string;
  difference: number;
  /** 0 where the two are not told apart. */
  verdict: -1 | 0 | 1;
}

const { measured, reconstruction, ink } = figurePalette;
const CELL = 17;
const LABELS = 38;

/**
 * Figure 21: which of two ways of quantifying phantoms errs less, by series and metabolite: the difference of their mean
 * absolute errors, printed with an arrow where it is significant, `=` where it is not.
 */
export function fig21Heatmap(cells: readonly Fig21Cell[], options: FigureOptions = {}): TopLevelSpec {
  if (cells.length === 0) throw new RangeError("at least one comparison is needed, got none");
  const pairs = [...new Map(cells.map(({ a, b }) => [`${a} : ${b}`, { a, b }])).values()];
  const series = [...new Set(cells.map((cell) => cell.series))];
  const largest = Math.max(0.01, ...cells.map(({ difference }) => Math.abs(difference)));
  const limit = Math.ceil(20 * Math.min(largest, 0.3)) / 20;
  const width = Math.floor((DOUBLE_COLUMN - LABELS - 14 * (pairs.length - 1)) / pairs.length);
  return figureSpec(
    {
      spacing: 14,
      hconcat: pairs.map((pair, k) =>
        panel(cells, pair, { series, limit, width, isFirst: k === 0, letter: "abcdefgh"[k] }),
      ),
      resolve: { legend: { color: "shared" } },
    },
    {
      id: "fig21-heatmap",
      title: "Which errs less on phantoms: two networks, or a network and a fit",
      caption:
        "Difference of the mean absolute errors of the two methods named above each panel, amounts over the largest of " +
        "their scan, for each phantom series and for all scans together. ↓: the first errs less, ↑: the second does, by " +
        "how much; =: not told apart (Wasserstein distance of the errors within what exchanging the two by chance gives, " +
        "or one-tailed Wilcoxon p of 0.05 or more). No correction for the number of cells: of twenty without a " +
        "difference one may show an arrow.",
      alt: "Heat maps of differences in error between pairs of methods by phantom series and metabolite.",
    },
    options,
  );
}

interface Panel {
  series: readonly string[];
  limit: number;
  width: number;
  isFirst: boolean;
  letter: string;
}

function panel(
  cells: readonly Fig21Cell[],
  { a, b }: { a: string; b: string },
  { series, limit, width, isFirst, letter }: Panel,
): object {
  const values = cells
    .filter((cell) => cell.a === a && cell.b === b)
    .map(({ series: row, metabolite, difference, verdict }) => ({
      series: row,
      metabolite,
      difference: roundTo(difference, 1e-4),
      said:
        verdict === 0
          ? "="
          : `${verdict > 0 ? "↓" : "↑"}${Math.abs(difference).toFixed(2).replace(/^0/, "")}`,
    }));
  const x = {
    field: "metabolite",
    type: "nominal",
    sort: null,
    title: null,
    axis: { orient: "bottom", labelAngle: 0, domain: false, ticks: false },
  };
  const y = {
    field: "series",
    type: "nominal",
    sort: series,
    title: null,
    axis: isFirst ? { domain: false, ticks: false } : null,
  };
  return {
    width,
    height: CELL * series.length,
    title: {
      text: [`${letter}   ${a}`, `against ${b}`],
      anchor: "start",
      frame: "group",
      offset: 6,
      fontSize: 9.5,
    },
    data: { values },
    encoding: { x, y },
    layer: [
      {
        mark: { type: "rect", stroke: "white", strokeWidth: 1 },
        encoding: {
          color: {
            field: "difference",
            type: "quantitative",
            scale: {
              domain: [-limit, 0, limit],
              range: [measured, "#FFFFFF", reconstruction],
              clamp: true,
              interpolate: "rgb",
            },
            legend: {
              title: "Difference of mean absolute errors",
              orient: "bottom",
              direction: "horizontal",
              gradientLength: 180,
              titleLimit: 300,
              tickCount: 5,
            },
          },
        },
      },
      { mark: { type: "text", fontSize: 8.5, color: ink }, encoding: { text: { field: "said" } } },
    ],
  };
}
