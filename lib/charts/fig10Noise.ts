import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { panelTitle } from "./panelTitle.js";
import { roundTo } from "./roundTo.js";

/** A point of a line; `noiseStudy` gives them. */
export interface Fig10Row {
  panel: "spectrum" | "distribution" | "power" | "snr" | "autocorrelation" | "independence";
  series: string;
  x: number;
  y: number;
}

const SERIES = ["measured", "decoder alone", "noise restored"];
const COLORS = [figurePalette.measured, figurePalette.residual, figurePalette.reconstruction];
const DASHES = [
  [1, 0],
  [2, 2],
  [5, 2],
];
const HEIGHT = 130;
const SPACING = 16;

interface PanelOptions {
  title: string;
  x: string;
  y: string;
  ppm?: boolean;
  log?: { x?: boolean; y?: boolean };
  points?: boolean;
}

const PANELS: Record<Exclude<Fig10Row["panel"], "spectrum">, PanelOptions> = {
  distribution: { title: "Deviations, 0.5–4.0 ppm", x: "Deviation (SD of noise)", y: "Density" },
  power: {
    title: "Power of deviations",
    x: "Chemical shift (ppm)",
    y: "Power (noise = 1)",
    ppm: true,
    log: { y: true },
  },
  snr: {
    title: "SNR of averages",
    x: "Transients averaged",
    y: "SNR of tCr",
    log: { x: true, y: true },
    points: true,
  },
  autocorrelation: {
    title: "Along the spectrum",
    x: "Lag (points)",
    y: "Autocorrelation",
    points: true,
  },
  independence: { title: "Between transients", x: "Correlation of two transients", y: "Density" },
};

/**
 * Figure 10: transients as measured, as decoded (the paper's way) and with the noise that the decoder left out: an
 * example of each above, below how they scatter around their mean and what averaging gains.
 *
 * @throws RangeError where there are no rows.
 */
export function fig10Noise(rows: readonly Fig10Row[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const width = Math.floor((DOUBLE_COLUMN - 3 * 47 - 2 * SPACING) / 3);
  const wide = Math.floor((DOUBLE_COLUMN - 2 * 44 - SPACING) / 2);
  const examples = SERIES.map((series, k) =>
    example(
      rows.filter((row) => row.panel === "spectrum" && row.series === series),
      { series, letter: "abc"[k], width: width + 24, first: k === 0 },
    ),
  );
  const names = Object.keys(PANELS) as (keyof typeof PANELS)[];
  const panels = names.map((name, k) =>
    panel(
      rows.filter((row) => row.panel === name),
      { ...PANELS[name], letter: "defgh"[k], width: k < 3 ? width : wide },
    ),
  );
  const rowsOf = [
    { spacing: SPACING, hconcat: examples },
    { spacing: SPACING, hconcat: panels.slice(0, 3) },
    { spacing: SPACING, hconcat: panels.slice(3) },
  ];
  return figureSpec(
    { spacing: 12, vconcat: rowsOf },
    {
      id: "fig10-noise",
      title: "The noise that a decoder leaves out, restored",
      caption:
        "a–c: a measured transient, one as decoded (the paper's way) and one with its noise restored (real part). d–h: " +
        "deviations of transients from their mean, in units of the scan's thermal noise, and SNR of tCr " +
        "(noise of 0.2–0.5 ppm, which the decoder makes too) against the number of transients averaged; the grey line is " +
        "the square root. Decoded transients have no power outside of the model's range.",
      alt:
        "Example spectra and five comparisons of measured, decoded and noise-restored transients: distribution, power, SNR " +
        "against count, autocorrelation and correlation between transients.",
    },
    options,
  );
}

function example(
  rows: readonly Fig10Row[],
  { series, letter, width, first }: { series: string; letter: string; width: number; first: boolean },
): object {
  return {
    width,
    height: HEIGHT,
    layer: [
      {
        data: { values: rows.map(({ x, y }) => ({ x: roundTo(x, 1e-4), y: roundTo(y, 1e-4) })) },
        mark: { type: "line", clip: true, color: COLORS[SERIES.indexOf(series)], strokeWidth: 0.9 },
        encoding: {
          x: {
            field: "x",
            type: "quantitative",
            title: "Chemical shift (ppm)",
            scale: { reverse: true, nice: false, zero: false },
            axis: { tickCount: 6, format: ".0f" },
          },
          y: {
            field: "y",
            type: "quantitative",
            title: first ? "Real part (a.u.)" : null,
            scale: { domain: [-0.5, 1.3], nice: false },
            axis: { labels: false, ticks: false, domain: false, titlePadding: 6 },
          },
        },
      },
      panelTitle(`${letter}   ${series}`),
    ],
  };
}

function panel(
  rows: readonly Fig10Row[],
  { title, x, y, ppm, log = {}, points, letter, width }: PanelOptions & { letter: string; width: number },
): object {
  const values = rows.map((row) => ({
    x: roundTo(row.x, 1e-4),
    y: roundTo(row.y, 1e-4),
    series: row.series,
  }));
  // Points at the ends of an axis would be cut in half by it.
  const within = points && { padding: 6 };
  const scaleOf = (logarithmic = false): object =>
    logarithmic ? { type: "log", nice: false, ...within } : { nice: !points, zero: false, ...within };
  const xOf = {
    field: "x",
    type: "quantitative",
    title: x,
    scale: { ...scaleOf(log.x), ...(ppm && { reverse: true, nice: false }) },
    axis: log.x ? { values: [1, 2, 4, 8, 16, 32], format: "d" } : { tickCount: 5 },
  };
  const yOf = {
    field: "y",
    type: "quantitative",
    title: y,
    scale: scaleOf(log.y),
    axis: { tickCount: 4, format: "~g" },
  };
  const color = {
    field: "series",
    type: "nominal",
    scale: { domain: SERIES, range: COLORS },
    legend: { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 8 },
  };
  const strokeDash = {
    field: "series",
    type: "nominal",
    scale: { domain: SERIES, range: DASHES },
    legend: { orient: "top", direction: "horizontal", title: null, offset: 8 },
  };
  const measured = values.filter(({ series }) => series === "measured");
  const root = log.x
    ? [
        {
          data: {
            values: measured.map((one) => ({
              x: one.x,
              y: roundTo(measured[0].y * Math.sqrt(one.x / measured[0].x), 1e-4),
            })),
          },
          mark: { type: "line", stroke: figurePalette.line, strokeWidth: 3, opacity: 0.5 },
          encoding: { x: xOf, y: yOf },
        },
      ]
    : [];
  return {
    width,
    height: HEIGHT,
    layer: [
      ...root,
      {
        data: { values },
        mark: { type: "line", clip: true, ...(points && { point: { size: 14, filled: true } }) },
        encoding: { x: xOf, y: yOf, color, strokeDash },
      },
      panelTitle(`${letter}   ${title}`),
    ],
  };
}
