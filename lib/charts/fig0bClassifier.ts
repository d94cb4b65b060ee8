import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** How well two groups of spectra can be told apart. */
export interface Fig0bAuc {
  comparison: string;
  kind: "simulated" | "alike";
  value: number;
  low: number;
  high: number;
}

/** What the classifier leans on at one point of the axis. */
export interface Fig0bPoint {
  ppm: number;
  /** Change of the log odds for "simulated" by one SD of this point. */
  coefficient: number;
  /** Simulated less measured, in SDs of the measured subjects. */
  difference: number;
  /** Mean spectra. */
  measured: number;
  simulated: number;
}

export interface Fig0bOptions extends FigureOptions {
  /** The area under the curve that the simulation aims at. @default 0.65 */
  goal?: number;
}

const { measured, reconstruction, line, muted, ink, faint } = figurePalette;

/**
 * Figure 0b: whether a classifier tells simulated from measured spectra, and by what: areas under the ROC curve with
 * their intervals; mean spectra of both; their difference in SDs and the classifier's coefficients below them.
 *
 * @throws RangeError where there is nothing to draw.
 */
export function fig0bClassifier(
  aucs: readonly Fig0bAuc[],
  points: readonly Fig0bPoint[],
  options: Fig0bOptions = {},
): TopLevelSpec {
  if (aucs.length === 0 || points.length === 0)
    throw new RangeError("at least one area and one point are needed");
  const { goal = 0.65 } = options;
  const width = DOUBLE_COLUMN - 62;
  const ppm = points.map((point) => point.ppm);
  const x = {
    field: "ppm",
    type: "quantitative",
    title: null,
    scale: { domain: [Math.min(...ppm), Math.max(...ppm)], reverse: true, nice: false, zero: false },
    axis: { tickCount: 8, format: ".1f", labelFlush: true },
  };
  const colors = { domain: ["measured", "simulated"], range: [measured, reconstruction] };
  const zero = { data: { values: [{ zero: 0 }] }, mark: { type: "rule", stroke: line, strokeDash: [4, 2] } };
  const stripe = (
    field: "difference" | "coefficient",
    title: string,
    text: string,
    last: boolean,
  ): object => {
    const y = { field, type: "quantitative", title, axis: { tickCount: 4, titlePadding: 4, minExtent: 26 } };
    return {
      width,
      height: 66,
      title: { text, anchor: "start", frame: "group", offset: 4 },
      layer: [
        { ...zero, encoding: { y: { field: "zero", type: "quantitative" } } },
        {
          data: { values: points.map((point) => ({ ppm: point.ppm, [field]: roundTo(point[field], 1e-3) })) },
          mark: { type: "area", line: { color: ink, strokeWidth: 0.8 }, color: faint },
          encoding: { x: { ...x, title: last ? "Chemical shift (ppm)" : null }, y },
        },
      ],
    };
  };
  return figureSpec(
    {
      spacing: 12,
      resolve: { scale: { color: "independent" } },
      vconcat: [
        areas(aucs, goal),
        {
          width,
          height: 130,
          title: { text: "b   Mean spectra", anchor: "start", frame: "group", offset: 4 },
          data: {
            values: points.flatMap((point) =>
              (["measured", "simulated"] as const).map((series) => ({
                ppm: point.ppm,
                value: roundTo(point[series], 1e-4),
                series,
              })),
            ),
          },
          mark: { type: "line", clip: true },
          encoding: {
            x,
            y: {
              field: "value",
              type: "quantitative",
              title: "Real part (norm 1)",
              axis: { labels: false, ticks: false, domain: false, minExtent: 26 },
            },
            color: {
              field: "series",
              type: "nominal",
              scale: colors,
              legend: { orient: "top-right", direction: "horizontal", title: null, symbolType: "stroke" },
            },
          },
        },
        stripe(
          "difference",
          "SDs",
          "c   Mean simulated less mean measured, in SDs of the measured subjects",
          false,
        ),
        stripe(
          "coefficient",
          "Log odds per SD",
          "d   What the classifier goes by: above 0 speaks for simulated",
          true,
        ),
      ],
    },
    {
      id: "fig0b-classifier",
      title: "Can a classifier tell simulated from measured spectra?",
      caption:
        "Ridge logistic regression on principal components, tested on subjects that it has not seen (by subject, by site: how " +
        "the folds of the cross-validation are made): area under the ROC curve with 95 % bootstrap intervals over subjects. " +
        "Grey: the same test between halves of the measured and of the simulated sites, mean and range over all ways to " +
        `halve them. 0.5 is chance, the dashed line the goal of ${goal}. Below: mean spectra, their standardised difference and ` +
        "the classifier's coefficients.",
      alt: "Areas under the ROC curve, mean measured and simulated spectra, and the classifier's coefficients over ppm.",
    },
    options,
  );
}

function areas(aucs: readonly Fig0bAuc[], goal: number): object {
  const x = {
    field: "value",
    type: "quantitative",
    title: "Area under the ROC curve",
    // Names stand where no area lies.
    scale: { domain: [0.1, 1], nice: false, zero: false, clamp: true },
    axis: { values: [0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 1], format: ".1f", domain: false, labelFlush: false },
  };
  const y = {
    field: "comparison",
    type: "nominal",
    sort: aucs.map(({ comparison }) => comparison),
    title: null,
    axis: null,
  };
  const color = {
    field: "kind",
    type: "nominal",
    scale: { domain: ["simulated", "alike"], range: [reconstruction, muted] },
    legend: null,
  };
  const marked = (at: number, strokeDash: number[]): object => ({
    data: { values: [{ at }] },
    mark: { type: "rule", stroke: line, strokeDash },
    encoding: { x: { ...x, field: "at" } },
  });
  return {
    width: DOUBLE_COLUMN - 62,
    height: 19 * aucs.length,
    title: { text: "a   Simulated against measured", anchor: "start", frame: "group", offset: 4 },
    layer: [
      marked(0.5, [1, 0]),
      marked(goal, [4, 2]),
      {
        data: {
          values: aucs.map(({ comparison, kind, value, low, high }) => ({
            comparison,
            kind,
            value: roundTo(value, 1e-4),
            low: roundTo(low, 1e-4),
            high: roundTo(high, 1e-4),
            text: value.toFixed(2),
          })),
        },
        layer: [
          {
            mark: { type: "rule", strokeWidth: 1.6 },
            encoding: { x: { ...x, field: "low" }, x2: { field: "high" }, y, color },
          },
          { mark: { type: "point", filled: true, size: 46, opacity: 1 }, encoding: { x, y, color } },
          {
            mark: { type: "text", align: "left" },
            encoding: { x: { value: 0 }, y, text: { field: "comparison" } },
          },
          {
            mark: { type: "text", align: "center", dy: -8, fontSize: 9 },
            encoding: { x, y, text: { field: "text" } },
          },
        ],
      },
    ],
  };
}
