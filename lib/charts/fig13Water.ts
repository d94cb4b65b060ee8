import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { panelTitle } from "./panelTitle.js";
import { roundTo } from "./roundTo.js";

export interface Fig13Row {
  representation: string;
  ppm: number;
  /** RMS residual over noise. */
  residual: number;
}

export interface Fig13Number {
  representation: string;
  part: "validation" | "test";
  subject: string;
  /** Residual over noise around water, over that of the metabolites. */
  ratio: number;
}

const { ink, reconstruction, random, hybrid } = figurePalette;
const COLORS = [ink, random, hybrid, reconstruction];
const DASHES = [
  [1, 0],
  [2, 2],
  [8, 2, 2, 2],
  [5, 2],
];

/**
 * Figure 13: residuals of test reconstructions over the noise along the spectrum, a line for each way of showing residual
 * water to the model, and how much worse water is than the metabolites, a point for each test subject.
 *
 * @throws RangeError where there are no rows.
 */
export function fig13Water(
  rows: readonly Fig13Row[],
  numbers: readonly Fig13Number[],
  options: FigureOptions = {},
): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const names = [...new Set(rows.map(({ representation }) => representation))];
  const scale = { domain: names, range: names.map((_, k) => COLORS[k % COLORS.length]) };
  const legend = { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 8 };
  const lines = {
    width: 390,
    height: 190,
    layer: [
      panelTitle("a   What reconstruction leaves"),
      {
        data: { values: [{ noise: 1 }] },
        mark: { type: "rule" },
        encoding: { y: { field: "noise", type: "quantitative" } },
      },
      {
        data: {
          values: rows.map(({ representation, ppm, residual }) => ({
            representation,
            ppm: roundTo(ppm, 1e-4),
            residual: roundTo(residual, 1e-4),
          })),
        },
        mark: { type: "line", clip: true },
        encoding: {
          x: {
            field: "ppm",
            type: "quantitative",
            title: "Chemical shift (ppm)",
            scale: { reverse: true, nice: false, zero: false },
            axis: { tickCount: 8, format: ".1f" },
          },
          y: {
            field: "residual",
            type: "quantitative",
            title: "Residual over noise (1: only noise is left)",
            scale: { zero: false },
            axis: { tickCount: 5 },
          },
          color: { field: "representation", type: "nominal", scale, legend },
          strokeDash: {
            field: "representation",
            type: "nominal",
            scale: { domain: names, range: names.map((_, k) => DASHES[k % DASHES.length]) },
            legend,
          },
        },
      },
    ],
  };
  const test = numbers.filter(({ part }) => part === "test");
  const points = {
    width: DOUBLE_COLUMN - 390 - 122,
    height: 190,
    layer: [
      panelTitle("b   Water over metabolites"),
      {
        data: { values: [{ even: 1 }] },
        mark: { type: "rule" },
        encoding: { y: { field: "even", type: "quantitative" } },
      },
      {
        data: {
          values: test.map(({ representation, subject, ratio }) => ({
            representation,
            subject,
            ratio: roundTo(ratio, 1e-4),
          })),
        },
        mark: { type: "point", filled: true, size: 30, opacity: 0.7 },
        encoding: {
          x: {
            field: "representation",
            type: "nominal",
            title: null,
            sort: null,
            axis: { labelAngle: -35, ticks: false },
          },
          y: {
            field: "ratio",
            type: "quantitative",
            title: "Ratio of residuals",
            scale: { zero: false },
            axis: { tickCount: 5 },
          },
          color: { field: "representation", type: "nominal", scale, legend },
        },
      },
    ],
  };
  const s = new Set(test.map(({ subject }) => subject)).size === 1 ? "" : "s";
  return figureSpec(
    { spacing: 16, hconcat: [lines, points] },
    {
      id: "fig13-water",
      title: "Residual water, reconstructed",
      caption:
        "a: root mean square residual of test transients' reconstructions over their noise, for four ways of showing residual " +
        "water to the model: one scale for all (the paper's way), magnitudes compressed by a logarithm, water and metabolites each " +
        "by its own scale, and water fitted apart and put back. b: the residual of 4.2–5.2 ppm over that of " +
        `0.5–4.0 ppm, a point for each test subject${s}.`,
      alt: "Residual over noise against chemical shift for four representations of residual water, and its ratio to metabolites.",
    },
    options,
  );
}
