import { figurePalette } from "./figurePalette.js";
import type { MethodStyle } from "./methodStyles.js";
import { panelTitle } from "./panelTitle.js";
import { roundTo } from "./roundTo.js";

/** A score of a method at a subset's size, with its interval. */
export interface ScoreRow {
  /** For example `shape score`. */
  metric: string;
  method: string;
  title: string;
  /** Transients of a condition in the subset. */
  n: number;
  value: number;
  low: number;
  high: number;
}

export interface ScorePanelOptions {
  metric: string;
  letter: string;
  /** What is drawn, with its unit. */
  title: string;
  width: number;
  height: number;
  styles: readonly MethodStyle[];
  /** Methods whose bands are drawn. @default all */
  banded?: readonly string[];
  /** All n, for the axis. */
  sizes: readonly number[];
  scale?: "linear" | "log";
  /** Ends of the axis; what is beyond is cut. @default those of the values and bands */
  domain?: readonly [number, number];
  /** A value that is good or wanted, drawn across. */
  goal?: number;
  /** Rows of the full scan: a rule with its band. */
  full?: ScoreRow;
  /** The axis's title. */
  xTitle: string | null;
}

/** One score against n: a line with a band for each method, the full scan as a rule. */
export function scorePanel(rows: readonly ScoreRow[], options: ScorePanelOptions): object {
  const {
    metric,
    letter,
    title,
    width,
    height,
    styles,
    banded,
    sizes,
    scale = "linear",
    goal,
    full,
    xTitle,
  } = options;
  const own = rows.filter(
    (row) => row.metric === metric && styles.some(({ method }) => method === row.method),
  );
  const withBand = (row: ScoreRow): boolean => banded?.includes(row.method) ?? true;
  const ends = [
    ...own.flatMap((row) => (withBand(row) ? [row.low, row.high] : [row.value])),
    ...(full ? [full.low, full.high] : []),
  ];
  const all = goal === undefined ? ends : [...ends, goal];
  const domain = options.domain ?? [Math.min(...all), Math.max(...all)];
  const step = 10 ** Math.floor(Math.log10(Math.max(1e-9, domain[1] - domain[0])) - 4);
  const [low, high] = domain;
  // A little more than the values, so that points at the ends are not cut in half.
  const beyond = scale === "log" ? (high / low) ** 0.03 : 1;
  const x = {
    field: "n",
    type: "quantitative",
    title: xTitle,
    scale: { type: "log", base: 2, domain: [sizes[0] / 1.15, sizes[sizes.length - 1] * 1.15], nice: false },
    axis: { values: [...sizes], format: "d" },
  };
  const y = {
    field: "value",
    type: "quantitative",
    title: null,
    scale: {
      type: scale,
      domain: scale === "log" ? [low / beyond, high * beyond] : [low, high + 0.02 * (high - low)],
      nice: scale === "linear",
      ...(scale === "linear" && { zero: false }),
    },
    axis: {
      tickCount: scale === "log" ? 4 : 5,
      grid: true,
      gridColor: figurePalette.faint,
      gridWidth: 0.5,
      ...(scale === "log" && { format: "~g" }),
    },
  };
  const names = styles.map((style) => style.title);
  const legend = {
    orient: "bottom",
    direction: "horizontal",
    columns: 4,
    title: null,
    symbolSize: 36,
    symbolOpacity: 1,
  };
  const color = {
    field: "title",
    type: "nominal",
    sort: names,
    scale: { domain: names, range: styles.map((style) => style.color) },
    legend,
  };
  const values = own.map(({ title: name, n, value }) => ({ title: name, n, value: roundTo(value, step) }));
  const bands = own.filter(withBand).map((row) => ({
    title: row.title,
    n: row.n,
    low: roundTo(row.low, step),
    high: roundTo(row.high, step),
  }));
  const band = (data: object[], extent: object, style: object): object => ({
    data: { values: data },
    mark: { type: "area", clip: true, ...style },
    encoding: { x, y: { ...y, field: "low", stack: null }, y2: { field: "high" }, ...extent },
  });
  const across = (value: number): object[] => sizes.map((n) => ({ n, value: roundTo(value, step) }));
  const layers: object[] = [];
  if (full) {
    const shade = sizes.map((n) => ({ n, low: roundTo(full.low, step), high: roundTo(full.high, step) }));
    layers.push(band(shade, {}, { color: figurePalette.line, opacity: 0.25 }), {
      data: { values: across(full.value) },
      mark: { type: "line", stroke: figurePalette.muted, strokeWidth: 1, clip: true },
      encoding: { x, y },
    });
  }
  if (goal !== undefined) {
    layers.push({
      data: { values: across(goal) },
      mark: { type: "line", stroke: figurePalette.muted, strokeWidth: 0.9, strokeDash: [1, 3], clip: true },
      encoding: { x, y },
    });
  }
  layers.push(
    band(bands, { color }, { opacity: 0.1 }),
    {
      data: { values },
      mark: { type: "line", clip: true, strokeWidth: 1.3, tooltip: { content: "data" } },
      encoding: {
        x,
        y,
        color,
        strokeDash: {
          field: "title",
          type: "nominal",
          sort: names,
          scale: { domain: names, range: styles.map(({ dash }) => (dash.length > 0 ? dash : [1, 0])) },
          legend,
        },
      },
    },
    {
      data: { values },
      mark: { type: "point", filled: true, opacity: 1, size: 26, clip: true },
      encoding: {
        x,
        y,
        color,
        shape: {
          field: "title",
          type: "nominal",
          sort: names,
          scale: { domain: names, range: styles.map(({ shape }) => shape) },
          legend,
        },
      },
    },
  );
  return {
    width,
    height,
    layer: [...layers, panelTitle(`${letter}   ${title}`)],
  };
}
