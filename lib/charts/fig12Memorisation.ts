import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { panelTitle } from "./panelTitle.js";
import { roundTo } from "./roundTo.js";

export interface Fig12Distance {
  view: "transients" | "decoded" | "means";
  series: string;
  /** Distance to the nearest training spectrum over the median of held-out measured ones. */
  ratio: number;
}

export interface Fig12Attack {
  attack: string;
  value: number;
  low: number;
  high: number;
}

export interface Fig12Options extends FigureOptions {
  /** Highest area under the curve that is taken for no leak. @default 0.55 */
  goal?: number;
}

const SERIES = ["held-out measured", "decoder alone", "noise restored", "prior"];
const COLORS = [
  figurePalette.measured,
  figurePalette.residual,
  figurePalette.reconstruction,
  figurePalette.random,
];
const DASHES = [
  [1, 0],
  [2, 2],
  [5, 2],
  [8, 2, 2, 2],
];
const VIEWS = { transients: "Transients", decoded: "As the model sees them", means: "Subjects' means" };
/** Points of a distribution function drawn at most. */
const STEPS = 100;

/**
 * Figure 12: distribution functions of the distance to the nearest training spectrum, of synthetic and of held-out
 * measured spectra, and areas under the curve of membership inference with their intervals.
 *
 * @throws RangeError where there are no distances.
 */
export function fig12Memorisation(
  distances: readonly Fig12Distance[],
  attacks: readonly Fig12Attack[],
  options: Fig12Options = {},
): TopLevelSpec {
  if (distances.length === 0) throw new RangeError("distances are needed, got none");
  const { goal = 0.55 } = options;
  const width = Math.floor((DOUBLE_COLUMN - 3 * 40 - 2 * 16) / 3);
  const names = (Object.keys(VIEWS) as (keyof typeof VIEWS)[]).filter((view) =>
    distances.some((one) => one.view === view),
  );
  const top = Math.min(2, 1.1 * Math.max(...distances.map(({ ratio }) => ratio)));
  const shown = SERIES.filter((series) => distances.some((one) => one.series === series));
  const pick = <T>(values: readonly T[]): T[] => shown.map((series) => values[SERIES.indexOf(series)]);
  const panels = names.map((view, k) => ({
    width,
    height: 150,
    layer: [
      panelTitle(`${"abc"[k]}   ${VIEWS[view]}`),
      {
        data: { values: [{ x: 1 }] },
        mark: { type: "rule" },
        encoding: { x: { field: "x", type: "quantitative" } },
      },
      {
        data: {
          values: shown.flatMap((series) =>
            distribution(distances.filter((one) => one.view === view && one.series === series)).map(
              (point) => ({
                ...point,
                series,
              }),
            ),
          ),
        },
        mark: { type: "line", clip: true, interpolate: "step-after" },
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            title: "Distance to nearest training spectrum",
            scale: { domain: [0, roundTo(top, 0.1)], nice: false },
            axis: { tickCount: 5 },
          },
          y: {
            field: "y",
            type: "quantitative",
            title: k === 0 ? "Share of spectra" : null,
            scale: { domain: [0, 1] },
            axis: { tickCount: 4 },
          },
          color: {
            field: "series",
            type: "nominal",
            scale: { domain: shown, range: pick(COLORS) },
            legend: { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 8 },
          },
          strokeDash: {
            field: "series",
            type: "nominal",
            scale: { domain: shown, range: pick(DASHES) },
            legend: { orient: "top", direction: "horizontal", title: null, offset: 8 },
          },
        },
      },
    ],
  }));
  const y = { field: "attack", type: "nominal", sort: null, axis: null };
  const attackPanel = {
    width: DOUBLE_COLUMN - 60,
    height: 24 * Math.max(1, attacks.length),
    layer: [
      panelTitle("d   Membership inference"),
      {
        data: { values: [{ x: 0.5 }, { x: goal }] },
        mark: { type: "rule", strokeDash: [3, 2] },
        encoding: { x: { field: "x", type: "quantitative" } },
      },
      {
        data: {
          values: attacks.map(({ attack, value, low, high }) => ({
            attack,
            value: roundTo(value, 1e-4),
            low: roundTo(low, 1e-4),
            high: roundTo(high, 1e-4),
          })),
        },
        encoding: { y },
        layer: [
          {
            mark: { type: "rule", stroke: figurePalette.ink, strokeWidth: 1.2 },
            encoding: {
              x: {
                field: "low",
                type: "quantitative",
                title: `Area under the curve (dashed: chance 0.5, goal ${goal})`,
                scale: { domain: [0, 1.02], nice: false },
                axis: { values: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], format: ".1f" },
              },
              x2: { field: "high" },
            },
          },
          {
            mark: { type: "point", filled: true, size: 40, color: figurePalette.ink, opacity: 1 },
            encoding: { x: { field: "value", type: "quantitative" } },
          },
          {
            mark: { type: "text", align: "left" },
            encoding: { x: { datum: 0 }, text: { field: "attack" } },
          },
        ],
      },
    ],
  };
  const parts = [{ spacing: 16, hconcat: panels }, ...(attacks.length > 0 ? [attackPanel] : [])];
  return figureSpec(
    { spacing: 16, vconcat: parts },
    {
      id: "fig12-memorisation",
      title: "Does the model give back what it was trained on?",
      caption:
        "a–c: share of spectra nearer to a training spectrum of their condition than the distance on the axis, in units of " +
        "the median of held-out measured spectra: transients with their noise, as the model sees them, and means of " +
        "subjects. A curve far to the left of the blue one would be copies; the decoder alone lies to the left in a because " +
        "it has no noise. d: how well training subjects are told from others (area under the curve, 95 % interval " +
        "over subjects).",
      alt:
        "Distribution functions of distances to the nearest training spectrum for synthetic and held-out spectra in three " +
        "views, and areas under the curve of membership inference.",
    },
    options,
  );
}

/** Quantiles of the ratios: so many that a line through them is the distribution function. */
function distribution(distances: readonly Fig12Distance[]): { x: number; y: number }[] {
  const sorted = distances.map(({ ratio }) => ratio).sort((a, b) => a - b);
  const n = sorted.length;
  if (n === 0) return [];
  const count = Math.min(n, STEPS);
  const points = Array.from({ length: count }, (_, k) => {
    const place = Math.min(n - 1, Math.ceil(((k + 1) * n) / count) - 1);
    return { x: roundTo(sorted[place], 1e-4), y: roundTo((place + 1) / n, 1e-4) };
  });
  return [{ x: roundTo(sorted[0], 1e-4), y: 0 }, ...points];
}
