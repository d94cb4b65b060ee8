import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** Spectra on a walk through latent space; `latentWalk` gives them. */
export interface LatentExplorerWalk {
  alpha: readonly number[];
  z: readonly number[];
  n: readonly number[];
  dimensions: readonly number[];
  rows: readonly { ppm: number; between: number[]; along: number[][]; noise: number[] }[];
}

/**
 * A latent space to look at: sliders for the place between two spectra, for steps along latent dimensions, for the share
 * of the noise restored and for the transients averaged. They are Vega-Lite's parameters: the page moves the spectrum by
 * itself, without the model. Between the decoded places it is linear, and steps along several dimensions are added, so
 * it is exact for one of them at a time from the middle, and an approximation elsewhere.
 */
export function latentExplorer(walk: LatentExplorerWalk, options: FigureOptions = {}): TopLevelSpec {
  const { alpha, z, n, dimensions } = walk;
  const range = (values: readonly number[]): { input: string; min: number; max: number } => ({
    input: "range",
    min: values[0],
    max: values[values.length - 1],
  });
  const params = [
    {
      name: "alpha",
      value: 0.5,
      bind: { ...range(alpha), step: 0.01, name: "alpha, first to second spectrum " },
    },
    ...dimensions.map((dimension, k) => ({
      name: `z${k}`,
      value: 0,
      bind: { ...range(z), step: 0.05, name: `step along latent dimension ${dimension} (SD) ` },
    })),
    {
      name: "restored",
      value: 0,
      bind: { input: "range", min: 0, max: 1, step: 0.05, name: "share of noise restored " },
    },
    { name: "averaged", value: n[0], bind: { input: "select", options: n, name: "n, transients averaged " } },
  ];
  const sum = [
    between("datum.between", alpha, "alpha"),
    ...dimensions.map((_, k) => between(`datum.along[${k}]`, z, `z${k}`)),
    `restored * datum.noise[indexof([${n.join(", ")}], averaged)]`,
  ];
  const values = walk.rows.map((row) => ({
    ppm: roundTo(row.ppm, 1e-4),
    between: row.between.map((value) => roundTo(value, 1e-4)),
    along: row.along.map((steps) => steps.map((value) => roundTo(value, 1e-4))),
    noise: row.noise.map((value) => roundTo(value, 1e-4)),
  }));
  const ppm = values.map((row) => row.ppm);
  const ends = values.flatMap((row) => [row.between[0], row.between[row.between.length - 1]]);
  const [bottom, top] = [Math.min(...ends), Math.max(...ends)];
  const room = 0.25 * (top - bottom);
  const line = (series: string, color: string, y: string, strokeWidth: number): object => ({
    transform: [
      { calculate: y, as: "value" },
      { calculate: `'${series}'`, as: "series" },
    ],
    mark: { type: "line", clip: true, strokeWidth, color },
    encoding: {
      x: {
        field: "ppm",
        type: "quantitative",
        title: "Chemical shift (ppm)",
        scale: { domain: [Math.min(...ppm), Math.max(...ppm)], reverse: true, nice: false, zero: false },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: "Real part (share of the largest magnitude)",
        scale: { domain: [bottom - room, top + room], nice: false },
      },
    },
  });
  const drawing = {
    width: DOUBLE_COLUMN - 60,
    height: 220,
    params,
    data: { values },
    layer: [
      line("first spectrum", figurePalette.measured, "datum.between[0]", 0.8),
      line("second spectrum", figurePalette.residual, `datum.between[${alpha.length - 1}]`, 0.8),
      line("decoded", figurePalette.reconstruction, sum.join(" + "), 1.6),
    ],
  };
  return figureSpec(
    drawing,
    {
      id: "latent-explorer",
      title: "A latent space to look at",
      caption:
        "Grey and thin: the two spectra that the walk goes between, decoded. Thick: the decoded spectrum at the sliders' " +
        "place, with the share of noise that is asked for.",
      alt: "A decoded spectrum between two others, moved by sliders for latent dimensions, alpha, noise and n.",
    },
    options,
  );
}

/** A list of values at evenly spaced places, read between them at a parameter. */
function between(list: string, places: readonly number[], param: string): string {
  const last = places.length - 1;
  const place = `((${param} - (${places[0]})) / ${(places[last] - places[0]) / last})`;
  const below = `min(floor(${place} + 1e-9), ${last - 1})`;
  return `(${list}[${below}] + (${place} - ${below}) * (${list}[${below} + 1] - ${list}[${below}]))`;
}
