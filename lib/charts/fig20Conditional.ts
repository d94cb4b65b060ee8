import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

export interface Fig20Rows {
  /** Decoded spectra on one way of each kind. */
  spectra: readonly { path: "phase" | "width"; alpha: number; ppm: number; value: number }[];
  /** What was fitted on all ways. */
  path: readonly { path: "phase" | "width"; pair: number; alpha: number; fitted: number; straight: number }[];
  /** Concentrations asked for and fitted. */
  fidelity: readonly { metabolite: string; asked: number; fitted: number }[];
}

const TITLES = { phase: "zero-order phase", width: "line width" } as const;
const UNITS = { phase: "Fitted phase (degrees)", width: "Fitted width (Hz)" } as const;
/** Colours and shapes mean something else in each panel. */
const OWN = { scale: { color: "independent", shape: "independent" } } as const;
const { muted, line, groups } = figurePalette;

/**
 * Figure 20: what lies between two encoded spectra of a conditional VAE, in phase and in line width: the decoded
 * spectra, what a fit reads off them, and the concentrations asked for against those fitted.
 */
export function fig20Conditional(rows: Fig20Rows, options: FigureOptions = {}): TopLevelSpec {
  if (rows.spectra.length === 0) throw new RangeError("at least one decoded spectrum is needed, got none");
  const width = Math.floor((DOUBLE_COLUMN - 2 * 62) / 3);
  const panels = (["phase", "width"] as const).map((path, k) => spectraPanel(rows, path, "ab"[k], width));
  const paths = (["phase", "width"] as const).map((path, k) => pathPanel(rows, path, "de"[k], width));
  return figureSpec(
    {
      spacing: 14,
      vconcat: [
        { spacing: 30, hconcat: [...panels, fidelityPanel(rows, width)], resolve: OWN },
        { spacing: 30, hconcat: paths },
      ],
      resolve: OWN,
    },
    {
      id: "fig20-conditional",
      title: "Between two spectra: a conditional VAE's latent space, measured",
      caption:
        "Two spectra of PCr and NAA that differ in the phase alone (a) or in the line widths alone (b) are encoded; " +
        "spectra decoded on the straight way between them, real part, moved up one by one. d, e: the phase and the " +
        "width (Voigt, full width at half maximum) that a fit reads off each, one line a pair; dashed: the straight " +
        "way between the true ends. c: concentrations asked of the decoder, at latent points of unseen spectra, " +
        "against those fitted; dashed: equal.",
      alt: "Decoded spectra between pairs, fitted phase and width along the way, and fitted against asked concentrations.",
    },
    options,
  );
}

function title(letter: string, text: string): object {
  return { text: `${letter}   ${text}`, anchor: "start", frame: "group", offset: 6 };
}

function spectraPanel(
  { spectra }: Fig20Rows,
  path: "phase" | "width",
  letter: string,
  width: number,
): object {
  const own = spectra.filter((row) => row.path === path && row.ppm >= 1.5 && row.ppm <= 4.2);
  const alphas = [...new Set(own.map(({ alpha }) => alpha))].sort((a, b) => a - b);
  const high = Math.max(...own.map(({ value }) => Math.abs(value)));
  const gap = 0.45 * high;
  const step = 10 ** Math.floor(Math.log10(high) - 3);
  return {
    width,
    height: 210,
    title: title(letter, TITLES[path]),
    data: {
      values: own.map(({ alpha, ppm, value }) => ({
        ppm: roundTo(ppm, 1e-3),
        value: roundTo(value + gap * alphas.indexOf(alpha), step),
        alpha: roundTo(alpha, 1e-3),
      })),
    },
    mark: { type: "line", strokeWidth: 0.9 },
    encoding: {
      x: {
        field: "ppm",
        type: "quantitative",
        title: "Chemical shift (ppm)",
        scale: { domain: [1.5, 4.2], reverse: true, nice: false, zero: false },
        axis: { tickCount: 5, format: ".1f" },
      },
      y: {
        field: "value",
        type: "quantitative",
        title: letter === "a" ? "Real part (a.u.)" : null,
        axis: { labels: false, ticks: false, domain: false },
        scale: { nice: false, zero: false },
      },
      color: {
        field: "alpha",
        type: "quantitative",
        scale: { range: [groups[0], groups[1]], domain: [0, 1] },
        legend: null,
      },
      detail: { field: "alpha" },
      order: { field: "ppm" },
    },
  };
}

function pathPanel(
  { path: rows }: Fig20Rows,
  path: "phase" | "width",
  letter: string,
  width: number,
): object {
  const own = rows.filter((row) => row.path === path);
  const x = { field: "alpha", type: "quantitative", title: "Way from the first to the second spectrum" };
  const y = { type: "quantitative", title: UNITS[path], scale: { zero: false } };
  return {
    width: Math.floor(1.5 * width),
    height: 150,
    title: title(letter, `${TITLES[path]}, ${new Set(own.map(({ pair }) => pair)).size} pairs`),
    data: {
      values: own.map(({ pair, alpha, fitted, straight }) => ({
        pair,
        alpha: roundTo(alpha, 1e-3),
        fitted: roundTo(fitted, 1e-2),
        straight: roundTo(straight, 1e-2),
      })),
    },
    layer: [
      {
        mark: { type: "line", stroke: line, strokeDash: [3, 2], strokeWidth: 0.8 },
        encoding: { x, y: { ...y, field: "straight" }, detail: { field: "pair" } },
      },
      {
        mark: { type: "line", stroke: groups[0], strokeWidth: 0.9, opacity: 0.7 },
        encoding: { x, y: { ...y, field: "fitted" }, detail: { field: "pair" } },
      },
    ],
  };
}

function fidelityPanel({ fidelity }: Fig20Rows, width: number): object {
  const high = Math.ceil(Math.max(...fidelity.map(({ asked }) => asked)));
  const metabolites = [...new Set(fidelity.map(({ metabolite }) => metabolite))];
  const domain = [-0.1 * high, 1.15 * high];
  const axis = { tickCount: 5 };
  const x = {
    field: "asked",
    type: "quantitative",
    title: "Asked (mM)",
    scale: { domain, nice: false },
    axis,
  };
  const y = {
    field: "fitted",
    type: "quantitative",
    title: "Fitted (mM)",
    scale: { domain, nice: false },
    axis,
  };
  const kind = {
    field: "metabolite",
    type: "nominal",
    scale: { domain: metabolites, range: groups.slice(0, metabolites.length) },
    legend: { orient: "top-left", title: null, offset: 6 },
  };
  return {
    width,
    height: 210,
    title: title("c", "label fidelity"),
    layer: [
      {
        data: { values: domain.map((value) => ({ asked: value, fitted: value })) },
        mark: { type: "line", stroke: muted, strokeDash: [3, 2], strokeWidth: 0.8, clip: true },
        encoding: { x, y },
      },
      {
        data: {
          values: fidelity.map(({ metabolite, asked, fitted }) => ({
            metabolite,
            asked: roundTo(asked, 1e-2),
            fitted: roundTo(fitted, 1e-2),
          })),
        },
        mark: { type: "point", size: 14, strokeWidth: 0.9, opacity: 0.9, clip: true },
        encoding: {
          x,
          y,
          color: kind,
          shape: { ...kind, scale: { domain: metabolites, range: ["square", "circle"] } },
        },
      },
    ],
  };
}
