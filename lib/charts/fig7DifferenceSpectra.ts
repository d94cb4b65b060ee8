import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { methodStyles } from "./methodStyles.js";
import { roundTo } from "./roundTo.js";

export interface Fig7Row {
  /** `truth` and `full scan` are drawn under the others. */
  method: string;
  title: string;
  /** Transients of a condition behind it. */
  n: number;
  ppm: number;
  /** Real part of ON - OFF. */
  value: number;
}

export interface Fig7Options extends FigureOptions {
  /** What is drawn, [low, high] in ppm. @default [2.5, 4.1] */
  ppmRange?: readonly [number, number];
  /** Transients of a condition of the full scan. @default the largest n of the rows */
  groundTruth?: number;
}

const COLUMNS = 3;
/** Where GABA+ and Glx are looked for, ppm. */
const REGIONS = [
  { name: "GABA", low: 2.8, high: 3.2 },
  { name: "Glx", low: 3.6, high: 3.9 },
];
const { ink, muted, line, faint } = figurePalette;

/**
 * Figure 7: the difference spectrum of the full scan, of a small subset, and of what each method makes of the subset,
 * a panel each. Where the rows have the truth, it is drawn thin in every panel; otherwise the full scan is.
 *
 * @throws RangeError where there is no full scan.
 */
export function fig7DifferenceSpectra(rows: readonly Fig7Row[], options: Fig7Options = {}): TopLevelSpec {
  const { ppmRange = [2.5, 4.1], groundTruth = Math.max(...rows.map(({ n }) => n)) } = options;
  const drawn = rows.filter(({ ppm }) => ppm >= ppmRange[0] && ppm <= ppmRange[1]);
  const of = (method: string): Fig7Row[] => drawn.filter((row) => row.method === method);
  const full = of("full scan");
  if (full.length === 0) throw new RangeError("there is no full scan among the rows");
  const truth = of("truth");
  const under = truth.length > 0 ? truth : full;
  const styles = methodStyles(drawn.filter(({ method }) => method !== "truth"));
  const ordered = [...styles].sort((a, b) => rank(a.method) - rank(b.method));
  // Noise of the bare subset, and of what is but the subset again, may leave its panel; all others set the height.
  const noisy = ["subset", "copies"];
  const counted = drawn.filter(({ method }) => !noisy.includes(method)).map(({ value }) => value);
  const [low, high] = [Math.min(...counted), Math.max(...counted)];
  const domain = [low - 0.05 * (high - low), high + 0.16 * (high - low)];
  const step = 10 ** Math.floor(Math.log10(high - low) - 4);
  const width = Math.floor((DOUBLE_COLUMN - 16 * COLUMNS) / COLUMNS);
  const x = {
    field: "ppm",
    type: "quantitative",
    scale: { domain: [...ppmRange], reverse: true, nice: false, zero: false },
  };
  const y = {
    field: "value",
    type: "quantitative",
    title: null,
    scale: { domain: domain.map((end) => roundTo(end, step)), nice: false, zero: false },
    axis: null,
  };
  const curve = (own: readonly Fig7Row[]): object => ({
    values: own.map(({ ppm, value }) => ({ ppm: roundTo(ppm, 1e-4), value: roundTo(value, step) })),
  });
  const smallest = Math.min(...drawn.filter(({ method }) => method === "subset").map(({ n }) => n));
  const panels = ordered.map(({ method, title, color }, k) => {
    const bottom = k >= COLUMNS * Math.floor((ordered.length - 1) / COLUMNS);
    const axis = { tickCount: 5, format: ".1f", labelFlush: true };
    const xDrawn = { ...x, title: bottom ? "Chemical shift (ppm)" : null, axis };
    const name =
      method === "full scan"
        ? `${title}, ${groundTruth}`
        : method === "subset"
          ? `${title}, n = ${smallest}`
          : title;
    return {
      width,
      height: 92,
      title: { text: `${String.fromCharCode(97 + k)}   ${name}`, anchor: "start", frame: "group", offset: 3 },
      layer: [
        {
          data: { values: REGIONS },
          mark: { type: "rect", color: faint, opacity: 0.6, clip: true },
          encoding: { x: { ...xDrawn, field: "low" }, x2: { field: "high" } },
        },
        {
          data: { values: REGIONS.map(({ name: text, low: a, high: b }) => ({ text, ppm: (a + b) / 2 })) },
          mark: { type: "text", fontSize: 9, color: muted, baseline: "top", dy: 2 },
          encoding: { x: xDrawn, y: { value: 0 }, text: { field: "text" } },
        },
        {
          data: { values: [{ value: 0 }] },
          mark: { type: "rule", stroke: line, strokeWidth: 0.6, strokeDash: [4, 2] },
          encoding: { y },
        },
        {
          data: curve(of(method)),
          mark: { type: "line", clip: true, stroke: shade(method, color) },
          encoding: { x: xDrawn, y },
        },
        {
          data: curve(under),
          mark: {
            type: "line",
            clip: true,
            stroke: ink,
            strokeWidth: 0.7,
            strokeDash: [2, 1.5],
            opacity: 0.9,
          },
          encoding: { x: xDrawn, y },
        },
      ],
    };
  });
  const compared = truth.length > 0 ? "the noise-free truth" : "the full scan";
  return figureSpec(
    { spacing: 12, columns: COLUMNS, concat: panels },
    {
      id: "fig7-difference-spectra",
      title: `Difference spectra from ${smallest} measured transients of a condition`,
      caption:
        `Real part of ON - OFF of one test subject: the full scan of ${groundTruth} transients of a condition, a subset of ` +
        `${smallest}, and what each method makes of that subset (samplers: ${groundTruth - smallest} synthetic transients ` +
        `averaged with it). Broken line: ${compared}. Shaded: where GABA and Glx are measured. All panels have the same ` +
        `scale; the subset's noise may be cut.`,
      alt: `Difference spectra of ${ordered.map(({ title }) => title.toLowerCase()).join(", ")}.`,
    },
    options,
  );
}

/** Full scan and subset come first. */
function rank(method: string): number {
  return method === "full scan" ? -2 : method === "subset" ? -1 : 0;
}

/** The full scan's own curve is seen: it is the panel's subject. */
function shade(method: string, color: string): string {
  return method === "full scan" ? figurePalette.muted : color;
}
