import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** Share of noise samples in one bin. */
export interface Fig0cBin {
  /** For example `PRESS, mean of 64`: a row of panels each. */
  scan: string;
  group: "measured" | "simulated";
  /** SDs. */
  value: number;
  /** Per SD. */
  density: number;
}

/** Median and quartiles over scans of one property of the noise. */
export interface Fig0cSummary {
  scan: string;
  group: "measured" | "simulated";
  /** `shape`, `autocorrelation`, `power` are drawn. */
  metric: string;
  /** Lag in points, or ppm. */
  at?: number;
  median: number;
  low: number;
  high: number;
}

const { measured, reconstruction, line } = figurePalette;
const GROUPS = { domain: ["measured", "simulated"], range: [measured, reconstruction] };
/** Half of how far the groups' marks lie apart, of the step of the axis. */
const APART = 0.12;

/**
 * Figure 0c: the noise of signal-free spectrum: its distribution on a logarithmic scale against the Gaussian, its
 * autocorrelation along the spectrum, and its power over ppm; a row of panels for each kind of scan.
 *
 * @throws RangeError where there are no bins.
 */
export function fig0cNoise(
  bins: readonly Fig0cBin[],
  summary: readonly Fig0cSummary[],
  options: FigureOptions = {},
): TopLevelSpec {
  if (bins.length === 0) throw new RangeError("at least one bin is needed, got none");
  const scans = [...new Set(bins.map(({ scan }) => scan))];
  const width = Math.floor((DOUBLE_COLUMN - 28 - 3 * 58) / 3);
  const letters = "abcdefghijklmnopqrstuvwxyz";
  const title = (row: number, column: number, text: string, subtitle = " "): object => ({
    subtitle,
    text: `${letters[3 * row + column]}   ${text}`,
    anchor: "start",
    frame: "group",
    offset: 4,
  });
  return figureSpec(
    {
      spacing: 16,
      vconcat: scans.map((scan, row) => {
        const last = row === scans.length - 1;
        const own = summary.filter((one) => one.scan === scan);
        return {
          spacing: 14,
          hconcat: [
            {
              width,
              height: 120,
              title: title(row, 0, scan, shapeText(own)),
              ...distribution(
                bins.filter((bin) => bin.scan === scan && bin.density > 0),
                last,
              ),
            },
            {
              width,
              height: 120,
              title: title(row, 1, "Autocorrelation"),
              ...intervals(
                own.filter(({ metric }) => metric === "autocorrelation"),
                {
                  x: last ? "Lag (points of the spectrum)" : null,
                  y: "Correlation",
                  centre: 0,
                  reach: 0.2,
                  reverse: false,
                  apart: APART,
                },
              ),
            },
            {
              width,
              height: 120,
              title: title(row, 2, "Spectrum"),
              ...intervals(
                own.filter(({ metric }) => metric === "power"),
                {
                  x: last ? "Chemical shift (ppm)" : null,
                  y: "Relative power",
                  centre: 1,
                  reach: 0.3,
                  reverse: true,
                  apart: 1.5 * APART,
                },
              ),
            },
          ],
        };
      }),
    },
    {
      id: "fig0c-noise",
      title: "Noise of measured and of simulated scans",
      caption:
        "Signal-free spectrum (-2.4 to 0 and 9.4 to 11.8 ppm) of scans as stored. Left: distribution of the samples, each " +
        "range scaled to SD 1; the dashed curve is the Gaussian, whose shape is 2. Middle: autocorrelation along the spectrum, less what " +
        "taking off the baseline makes of white noise. Right: power in four ranges over their mean. Dots " +
        "are medians over scans, bars quartiles.",
      alt: `Distribution, autocorrelation and power of the noise of ${scans.join(" and ")}.`,
    },
    options,
  );
}

function shapeText(own: readonly Fig0cSummary[]): string {
  const shapes = own.filter(({ metric }) => metric === "shape");
  return `shape ${shapes.map(({ group, median }) => `${median.toFixed(2)} ${group}`).join(", ")}`;
}

function distribution(bins: readonly Fig0cBin[], last: boolean): object {
  const x = {
    field: "value",
    type: "quantitative",
    title: last ? "Value (SDs)" : null,
    scale: { domain: [-5, 5], nice: false },
    axis: { tickCount: 5 },
  };
  const y = {
    field: "density",
    type: "quantitative",
    title: "Density (per SD)",
    scale: { type: "log", domain: [1e-5, 1], nice: false },
    axis: { values: [1e-5, 1e-4, 1e-3, 1e-2, 1e-1, 1], format: "~g" },
  };
  const gaussian = Array.from({ length: 93 }, (_, k) => {
    const value = roundTo(-4.6 + k / 10, 0.1);
    return { value, density: roundTo(Math.exp((-value * value) / 2) / Math.sqrt(2 * Math.PI), 1e-8) };
  });
  return {
    layer: [
      {
        data: { values: gaussian },
        mark: { type: "line", stroke: line, strokeDash: [4, 2], clip: true },
        encoding: { x, y },
      },
      {
        data: {
          values: bins.map(({ group, value, density }) => ({
            group,
            value,
            density: roundTo(density, 1e-7),
          })),
        },
        mark: { type: "point", size: 16, strokeWidth: 1.1, opacity: 1, clip: true },
        encoding: {
          x,
          y,
          color: {
            field: "group",
            type: "nominal",
            scale: GROUPS,
            legend: {
              orient: "top",
              direction: "horizontal",
              title: null,
              symbolStrokeWidth: 1.4,
              offset: 6,
            },
          },
          shape: {
            field: "group",
            type: "nominal",
            scale: { domain: GROUPS.domain, range: ["circle", "triangle-up"] },
          },
        },
      },
    ],
  };
}

interface Intervals {
  x: string | null;
  y: string;
  /** The value of white noise. */
  centre: number;
  /** How far the axis reaches at least from there. */
  reach: number;
  reverse: boolean;
  /** How far marks of the groups lie from their place. */
  apart: number;
}

function intervals(rows: readonly Fig0cSummary[], options: Intervals): object {
  const { centre, reach, apart } = options;
  const far = Math.max(reach, ...rows.flatMap(({ low, high }) => [high - centre, centre - low]));
  const places = [...new Set(rows.map(({ at }) => at ?? 0))];
  const [lowest, highest] = [Math.min(...places), Math.max(...places)];
  const margin = (highest - lowest) / 8;
  const x = {
    field: "at",
    type: "quantitative",
    title: options.x,
    scale: {
      domain: [lowest - margin, highest + margin],
      nice: false,
      zero: false,
      reverse: options.reverse,
    },
    axis: options.reverse ? { tickCount: 6 } : { values: places, format: "d" },
  };
  const y = {
    field: "median",
    type: "quantitative",
    title: options.y,
    scale: { domain: [roundTo(centre - far, 0.01), roundTo(centre + far, 0.01)], nice: true, zero: false },
    axis: { tickCount: 5, minExtent: 26 },
  };
  const color = { field: "group", type: "nominal", scale: GROUPS };
  const values = rows.map(({ group, at = 0, median, low, high }) => ({
    group,
    at: roundTo(at + (group === "measured" ? -apart : apart), 1e-3),
    median: roundTo(median, 1e-4),
    low: roundTo(low, 1e-4),
    high: roundTo(high, 1e-4),
  }));
  return {
    layer: [
      {
        data: { values: [{ centre }] },
        mark: { type: "rule", stroke: line, strokeDash: [4, 2] },
        encoding: { y: { ...y, field: "centre" } },
      },
      {
        data: { values },
        mark: { type: "rule", strokeWidth: 1.4 },
        encoding: { x, y: { ...y, field: "low" }, y2: { field: "high" }, color },
      },
      {
        data: { values },
        mark: { type: "point", filled: true, size: 30, opacity: 1 },
        encoding: {
          x,
          y,
          color,
          shape: {
            field: "group",
            type: "nominal",
            scale: { domain: GROUPS.domain, range: ["circle", "triangle-up"] },
          },
        },
      },
    ],
  };
}
