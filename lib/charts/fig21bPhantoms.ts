import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

export interface Fig21bRows {
  /** What methods say of phantoms; two methods are enough. */
  estimates: readonly { method: string; metabolite: string; truth: number; estimate: number }[];
  /** Draws of the posterior of the noise's shape and scale, by where the noise is from. */
  posterior: readonly { source: string; shape: number; scale: number }[];
  /** Mean absolute errors on the phantoms. */
  errors: readonly { method: string; metabolite: string; phantoms: number }[];
}

const { line, muted, groups } = figurePalette;
const LETTERS = "abcdefghij";

/** Figure 21b: a network against a fit on phantoms of known concentrations, and the noise that it was trained with. */
export function fig21bPhantoms(rows: Fig21bRows, options: FigureOptions = {}): TopLevelSpec {
  if (rows.estimates.length === 0) throw new RangeError("at least one estimate is needed, got none");
  const metabolites = [...new Set(rows.estimates.map(({ metabolite }) => metabolite))];
  const gap = 18;
  const width = Math.floor((DOUBLE_COLUMN - 44 - gap * (metabolites.length - 1)) / metabolites.length);
  const half = Math.floor((DOUBLE_COLUMN - 44) / 2);
  return figureSpec(
    {
      spacing: 26,
      vconcat: [
        {
          spacing: gap,
          hconcat: metabolites.map((metabolite, k) => scatter(rows, metabolite, LETTERS[k], width, k === 0)),
        },
        {
          spacing: 30,
          hconcat: [
            posterior(rows, LETTERS[metabolites.length], half - 60),
            errors(rows, LETTERS[metabolites.length + 1], half - 80),
          ],
          resolve: { scale: { color: "independent", shape: "independent" } },
        },
      ],
      resolve: { scale: { color: "independent", shape: "independent" } },
    },
    {
      id: "fig21b-phantoms",
      title: "A network against a fit on phantoms, and the noise that it learned with",
      caption:
        "Amounts over the largest of their scan, as known and as said by the network and by the fit; dashed: equal. " +
        "Below, left: the posterior of shape and scale of noise where there is no signal, in units of the spectrum's " +
        "largest magnitude; a shape of 2 is Gauss's, 1 Laplace's. Right: mean absolute errors of all methods on the " +
        "phantoms.",
      alt: "Known against estimated amounts for each metabolite, posterior of noise, and errors of all methods.",
    },
    options,
  );
}

function title(letter: string, text: string): object {
  return { text: `${letter}   ${text}`, anchor: "start", frame: "group", offset: 6 };
}

function scatter(
  { estimates }: Fig21bRows,
  metabolite: string,
  letter: string,
  width: number,
  isFirst: boolean,
): object {
  const methods = [...new Set(estimates.map(({ method }) => method))];
  const scale = { domain: [0, 1.1], nice: false };
  const axis = { values: [0, 0.5, 1] };
  const x = { field: "truth", type: "quantitative", title: "Known", scale, axis };
  const y = { field: "estimate", type: "quantitative", title: isFirst ? "Estimated" : null, scale, axis };
  const legend = {
    orient: "bottom",
    title: null,
    direction: "horizontal",
    symbolOpacity: 1,
    labelLimit: 300,
  };
  return {
    width,
    height: width,
    title: title(letter, metabolite),
    layer: [
      {
        data: { values: [0, 1.1].map((value) => ({ truth: value, estimate: value })) },
        mark: { type: "line", stroke: muted, strokeDash: [3, 2], strokeWidth: 0.8 },
        encoding: { x, y },
      },
      {
        data: {
          values: estimates
            .filter((row) => row.metabolite === metabolite)
            .map(({ method, truth, estimate }) => ({
              method,
              truth: roundTo(truth, 1e-3),
              estimate: roundTo(estimate, 1e-3),
            })),
        },
        mark: { type: "point", size: 13, strokeWidth: 0.8, opacity: 0.8, clip: true },
        encoding: {
          x,
          y,
          color: {
            field: "method",
            type: "nominal",
            scale: { domain: methods, range: groups.slice(0, methods.length) },
            legend,
          },
          shape: {
            field: "method",
            type: "nominal",
            scale: { domain: methods, range: ["circle", "cross", "diamond"] },
            legend,
          },
        },
      },
    ],
  };
}

function posterior({ posterior: draws }: Fig21bRows, letter: string, width: number): object {
  const sources = [...new Set(draws.map(({ source }) => source))];
  const shapes = draws.map(({ shape }) => shape);
  const scales = draws.map(({ scale }) => scale);
  // A logarithmic axis of a part of a decade has no numbers.
  const isWide = Math.max(...scales) > 10 * Math.min(...scales);
  const marks = [1, 2].filter(
    (value) => value > 0.9 * Math.min(...shapes) && value < 1.1 * Math.max(...shapes, 2),
  );
  return {
    width,
    height: 170,
    title: title(letter, "noise where there is no signal"),
    layer: [
      {
        data: { values: marks.map((shape) => ({ shape })) },
        mark: { type: "rule", stroke: line, strokeDash: [3, 2] },
        encoding: { x: { field: "shape", type: "quantitative" } },
      },
      {
        data: {
          values: draws.map(({ source, shape, scale }) => ({
            source,
            shape: roundTo(shape, 1e-4),
            scale: Number(scale.toPrecision(4)),
          })),
        },
        mark: { type: "point", size: 5, opacity: 0.35, filled: true },
        encoding: {
          x: {
            field: "shape",
            type: "quantitative",
            title: "Shape",
            scale: { zero: false, padding: 8 },
            axis: { tickCount: 6 },
          },
          y: {
            field: "scale",
            type: "quantitative",
            title: "Scale (of the largest magnitude)",
            scale: { type: isWide ? "log" : "linear", zero: false, nice: false, padding: 8 },
            axis: { tickCount: 4, format: "~g" },
          },
          color: {
            field: "source",
            type: "nominal",
            scale: { domain: sources, range: groups.slice(0, sources.length) },
            legend: { title: null, orient: "bottom", symbolOpacity: 1, symbolSize: 40 },
          },
        },
      },
    ],
  };
}

function errors({ errors: all }: Fig21bRows, letter: string, width: number): object {
  const methods = [...new Set(all.map(({ method }) => method))];
  const metabolites = [...new Set(all.map(({ metabolite }) => metabolite))];
  const kinds = { domain: metabolites, range: groups.slice(0, metabolites.length) };
  const legend = { title: null, orient: "bottom", direction: "horizontal" };
  return {
    width,
    height: 170,
    title: title(letter, "errors on phantoms"),
    data: {
      values: all.map(({ method, metabolite, phantoms }) => ({
        method,
        metabolite,
        error: roundTo(phantoms, 1e-4),
      })),
    },
    mark: { type: "point", size: 26, strokeWidth: 1.2 },
    encoding: {
      x: { field: "error", type: "quantitative", title: "Mean absolute error", axis: { tickCount: 5 } },
      y: {
        field: "method",
        type: "nominal",
        sort: methods,
        title: null,
        axis: { grid: true, gridColor: figurePalette.faint, domain: false, ticks: false, labelLimit: 140 },
      },
      color: { field: "metabolite", type: "nominal", scale: kinds, legend },
      shape: { field: "metabolite", type: "nominal", scale: { domain: metabolites }, legend },
    },
  };
}
