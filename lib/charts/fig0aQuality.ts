import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** One metric of one scan. */
export interface Fig0aRow {
  metric: string;
  /** For example `Hz`; empty for a number. */
  unit: string;
  group: "measured" | "simulated";
  value: number;
}

const COLUMNS = 3;
const GROUPS = {
  domain: ["measured", "simulated"],
  range: [figurePalette.measured, figurePalette.reconstruction],
};

/**
 * Figure 0a: each metric of measured and simulated scans, a stroke a scan; the bar spans the quartiles, its dot is the
 * median. Without measured scans the simulated ones stand alone.
 *
 * @throws RangeError where there are no rows.
 */
export function fig0aQuality(rows: readonly Fig0aRow[], options: FigureOptions = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const metrics = [...new Set(rows.map(({ metric }) => metric))];
  const groups = GROUPS.domain.filter((group) => rows.some((row) => row.group === group));
  const width = Math.floor((DOUBLE_COLUMN - 74 - 22 * (COLUMNS - 1)) / COLUMNS);
  const lines = Array.from({ length: Math.ceil(metrics.length / COLUMNS) }, (_, k) =>
    metrics.slice(k * COLUMNS, (k + 1) * COLUMNS),
  );
  const panel = (metric: string, first: boolean): object => {
    const own = rows.filter((row) => row.metric === metric);
    const values = own.map(({ value }) => value);
    const step = 10 ** Math.floor(Math.log10(Math.max(...values.map(Math.abs), 1e-9)) - 4);
    const title = own[0].unit === "" ? metric : `${metric} (${own[0].unit})`;
    const x = {
      field: "value",
      type: "quantitative",
      title: null,
      scale: { zero: false, nice: true },
      axis: { tickCount: 4, labelFlush: false, labelOverlap: true },
    };
    const y = {
      field: "group",
      type: "nominal",
      title: null,
      scale: { domain: groups },
      axis: { labels: first, ticks: false, domain: false, labelPadding: 4 },
    };
    const color = { field: "group", type: "nominal", scale: GROUPS, legend: null };
    return {
      width,
      height: 22 * groups.length,
      title: { text: title, anchor: "start", frame: "group", fontWeight: "normal", offset: 4 },
      data: { values: own.map(({ group, value }) => ({ group, value: roundTo(value, step) })) },
      layer: [
        { mark: { type: "tick", thickness: 0.7, size: 15, opacity: 0.45 }, encoding: { x, y, color } },
        {
          mark: { type: "rule", strokeWidth: 4, opacity: 0.9 },
          encoding: {
            x: { ...x, aggregate: "q1" },
            x2: { field: "value", aggregate: "q3" },
            y,
            color,
          },
        },
        {
          mark: { type: "point", filled: true, size: 34, fill: "white", strokeWidth: 1.4, opacity: 1 },
          encoding: { x: { ...x, aggregate: "median" }, y, stroke: color },
        },
      ],
    };
  };
  return figureSpec(
    {
      spacing: 14,
      vconcat: lines.map((line) => ({
        spacing: 22,
        hconcat: line.map((metric, k) => panel(metric, k === 0)),
      })),
    },
    {
      id: "fig0a-quality",
      title: "Quality of simulated and of measured scans",
      caption:
        "Figures of merit of PRESS scans, a stroke a scan; bars span the quartiles, dots are medians. SNR and widths are " +
        "by Osprey's definitions, ratios are areas above a straight line between the ends of a peak's range. All scans " +
        "went through the same processing.",
      alt: `Distributions of ${metrics.length} quality metrics for ${groups.join(" and ")} scans.`,
    },
    options,
  );
}
