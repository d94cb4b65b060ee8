import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** A metric of one simulated scan (`value`), or the range of the measured scans of a site. */
export interface Fig0dRow {
  metric: string;
  /** For example `Hz`; empty for a number. */
  unit: string;
  /** `simulated`, or whose scans the range is of. */
  group: string;
  value?: number;
  low?: number;
  high?: number;
}

const COLUMNS = 2;
/** px of the labels beside a panel. */
const LABELS = 52;

/**
 * Figure 0d: metrics of simulated GABA-edited scans, a stroke a scan (bar: quartiles, dot: median), below the ranges that
 * are published of measured ones.
 *
 * @throws RangeError where there are no rows.
 */
export function fig0dMega(rows: readonly Fig0dRow[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const width = Math.floor((DOUBLE_COLUMN - 22 * (COLUMNS - 1)) / COLUMNS - LABELS - 6);
  const panel = (metric: string): object => {
    const own = rows.filter((row) => row.metric === metric);
    const ends = own.flatMap(({ value, low, high }) => [value ?? [], low ?? [], high ?? []].flat());
    const step = 10 ** Math.floor(Math.log10(Math.max(...ends.map(Math.abs), 1e-9)) - 4);
    const groups = [...new Set(own.map(({ group }) => group))];
    const y = {
      field: "group",
      type: "nominal",
      title: null,
      scale: { domain: groups },
      // One width for all labels, so that the columns of panels stand in line.
      axis: { ticks: false, domain: false, labelPadding: 4, minExtent: LABELS, maxExtent: LABELS },
    };
    const x = {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: false, nice: true, padding: 4 },
      axis: { tickCount: 5, labelFlush: false, labelOverlap: true },
    };
    const simulated = own.flatMap(({ group, value }) =>
      value === undefined ? [] : { group, value: roundTo(value, step) },
    );
    const published = own.filter(({ low }) => low !== undefined);
    const color = { value: figurePalette.reconstruction };
    return {
      width,
      height: 15 * groups.length,
      title: {
        text: own[0].unit === "" ? metric : `${metric} (${own[0].unit})`,
        anchor: "start",
        frame: "bounds",
        fontWeight: "normal",
        offset: 4,
      },
      layer: [
        {
          data: { values: published.map(({ group, low, high }) => ({ group, value: low, high })) },
          mark: { type: "rule", strokeWidth: 4, opacity: 0.9 },
          encoding: { x, x2: { field: "high" }, y, color: { value: figurePalette.measured } },
        },
        {
          data: { values: simulated },
          mark: { type: "tick", thickness: 0.7, size: 11, opacity: 0.5 },
          encoding: { x, y, color },
        },
        {
          data: { values: simulated },
          mark: { type: "rule", strokeWidth: 4, opacity: 0.9 },
          encoding: { x: { ...x, aggregate: "q1" }, x2: { field: "value", aggregate: "q3" }, y, color },
        },
        {
          data: { values: simulated },
          mark: { type: "point", filled: true, size: 30, fill: "white", strokeWidth: 1.4, opacity: 1 },
          encoding: { x: { ...x, aggregate: "median" }, y, stroke: color },
        },
      ],
    };
  };
  const lines = Array.from({ length: Math.ceil(metrics.length / COLUMNS) }, (_, k) =>
    metrics.slice(k * COLUMNS, (k + 1) * COLUMNS),
  );
  return figureSpec(
    {
      spacing: 12,
      vconcat: lines.map((line) => ({ spacing: 22, hconcat: line.map(panel) })),
    },
    {
      id: "fig0d-mega",
      title: "Simulated GABA-edited scans beside what is published of measured ones",
      caption:
        "Orange: scans of the preset big-gaba, one of each site, a stroke a scan; bars span the quartiles, dots are medians. " +
        "Blue: lowest to highest value that Osprey reports of the subjects of a site of Big GABA (for vendors: their means). " +
        "SNR and widths are by Osprey's definitions; ratios come from this library's fit with Osprey's settings.",
      alt: `Distributions of ${metrics.length} metrics of simulated scans beside published ranges.`,
    },
    options,
  );
}
