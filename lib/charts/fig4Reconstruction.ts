import type { TopLevelSpec } from "vega-lite";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

export interface Fig4Row {
  ppm: number;
  /** Real part, in any unit that is the same within a subject and condition. */
  value: number;
  series: "measured" | "reconstruction" | "residual";
  /** For example `OFF`, `ON`, `DIFF`, `PRESS`. */
  condition: string;
  /** For example `Site P3, subject 2`. */
  subject: string;
}

export interface Fig4Options extends FigureOptions {
  /** What is drawn, [low, high] in ppm. @default all rows */
  ppmRange?: readonly [number, number];
  /**
   * The part of the axis whose highest value sets the panel's height; what is higher elsewhere is cut, which the
   * caption must say. @default all that is drawn
   */
  scaleRange?: readonly [number, number];
  /** Height of a panel, CSS pixels. @default 150 */
  panelHeight?: number;
}

interface PeakName {
  ppm: number;
  name: string;
}

/**
 * Names above the peaks, where spectroscopists look for them. The editing pulse of an ON spectrum takes NAA away
 * and leaves GABA under creatine; in the difference creatine and choline cancel.
 */
const NAMES: { of: RegExp; names: PeakName[] }[] = [
  {
    of: /^on/i,
    names: [
      { ppm: 3.02, name: "tCr + GABA" },
      { ppm: 3.21, name: "tCho" },
      { ppm: 3.75, name: "Glx" },
      { ppm: 4.68, name: "water" },
    ],
  },
  {
    of: /^diff/i,
    names: [
      { ppm: 2.01, name: "tNAA" },
      { ppm: 3.01, name: "GABA" },
      { ppm: 3.75, name: "Glx" },
      { ppm: 4.68, name: "water" },
    ],
  },
  {
    of: /^/,
    names: [
      { ppm: 2.01, name: "tNAA" },
      { ppm: 3.03, name: "tCr" },
      { ppm: 3.21, name: "tCho" },
      { ppm: 3.75, name: "Glx" },
      { ppm: 4.68, name: "water" },
    ],
  },
];
const NAME_ROW = 11;
const { measured, reconstruction, residual, line, muted } = figurePalette;

/**
 * Figure 4: measured spectra, their reconstructions and, below on a zero line of its own, what is left; a row of
 * panels for each subject and a column for each condition, in the order of the rows.
 *
 * @throws RangeError where there are no rows.
 */
export function fig4Reconstruction(rows: readonly Fig4Row[], options: Fig4Options = {}): TopLevelSpec {
  if (rows.length === 0) throw new RangeError("at least one row is needed, got none");
  const { ppmRange = extent(rows.map((row) => row.ppm)), scaleRange = ppmRange, panelHeight = 150 } = options;
  const drawn = rows.filter(({ ppm }) => ppm >= ppmRange[0] && ppm <= ppmRange[1]);
  const subjects = [...new Set(drawn.map((row) => row.subject))];
  const conditions = [...new Set(drawn.map((row) => row.condition))];
  const columns = conditions.length;
  const width = Math.floor((DOUBLE_COLUMN - 30 - 18 * columns) / columns);
  const context: PanelContext = { ppmRange, scaleRange, width, height: panelHeight };

  const letters = "abcdefghijklmnopqrstuvwxyz";
  const panels = subjects.map((subject, row) => ({
    spacing: 18,
    hconcat: conditions.map((condition, column) => {
      const own = drawn.filter((each) => each.subject === subject && each.condition === condition);
      const title = { letter: letters[row * columns + column] ?? "", text: `${subject}, ${condition}` };
      const bottom = row === subjects.length - 1;
      return panel(own, { ...context, condition, title, first: column === 0, bottom });
    }),
  }));

  const cut = scaleRange === ppmRange ? "" : " Panels are scaled to the metabolites; what is higher is cut.";
  const s = subjects.length === 1 ? "" : "s";
  return figureSpec(
    { spacing: 10, vconcat: panels },
    {
      id: "fig4-reconstruction",
      title: "Reconstruction of spectra that the model has not seen",
      caption:
        `Real part of measured spectra (blue), their reconstructions by the variational autoencoder (orange) and the ` +
        `residuals (black, same scale, moved down; the dashed line is their zero) of ${subjects.length} test ` +
        `subject${s}: ${subjects.join("; ")}.${cut}`,
      alt:
        `Spectra of ${subjects.length} test subject${s} for ${conditions.join(" and ")}: measured, reconstructed and ` +
        "residual against chemical shift.",
    },
    options,
  );
}

interface PanelContext {
  ppmRange: readonly [number, number];
  scaleRange: readonly [number, number];
  width: number;
  height: number;
}

interface Panel extends PanelContext {
  condition: string;
  title: { letter: string; text: string };
  first: boolean;
  bottom: boolean;
}

function panel(rows: readonly Fig4Row[], options: Panel): object {
  const { ppmRange, scaleRange, width, height, condition, title, first, bottom } = options;
  const within = (row: Fig4Row): boolean => row.ppm >= scaleRange[0] && row.ppm <= scaleRange[1];
  const signal = rows.filter((row) => row.series !== "residual" && within(row)).map((row) => row.value);
  const left = rows.filter((row) => row.series === "residual" && within(row)).map((row) => row.value);
  const [low, high] = extent([0, ...signal]);
  const [leftLow, leftHigh] = extent([0, ...left]);
  const gap = 0.06 * (high - low);
  const zero = low - gap - leftHigh;
  const bottomValue = zero + leftLow - gap;
  const names = namesOf(condition, ppmRange, width);
  const nameRows = 1 + Math.max(-1, ...names.map((name) => name.row));
  // Names stand above the highest value: so many of the panel's pixels are theirs.
  const top = high + ((high - bottomValue) * (nameRows * NAME_ROW + 6)) / (height - nameRows * NAME_ROW - 6);
  const perPixel = (top - bottomValue) / height;
  // Five digits are more than a panel's pixels; numbers of the FFT are long.
  const step = 10 ** Math.floor(Math.log10(top - bottomValue) - 4);

  const x = {
    field: "ppm",
    type: "quantitative",
    title: bottom ? "Chemical shift (ppm)" : null,
    scale: { domain: [...ppmRange], reverse: true, nice: false, zero: false },
    axis: { tickCount: 8, labelFlush: true, format: ".1f", offset: 2 },
  };
  const y = {
    field: "value",
    type: "quantitative",
    title: first ? "Real part (a.u.)" : null,
    scale: { domain: [roundTo(bottomValue, step), roundTo(top, step)], nice: false, zero: false },
    axis: { labels: false, ticks: false, domain: false, titlePadding: 6 },
  };
  const color = {
    field: "series",
    type: "nominal",
    scale: {
      domain: ["measured", "reconstruction", "residual"],
      range: [measured, reconstruction, residual],
    },
    legend: { orient: "top", direction: "horizontal", title: null, symbolType: "stroke", offset: 10 },
  };
  const values = rows.map(({ ppm, value, series }) => ({
    ppm: roundTo(ppm, 1e-4),
    value: roundTo(series === "residual" ? value + zero : value, step),
    series,
  }));
  return {
    width,
    height,
    title: { text: `${title.letter}   ${title.text}`, anchor: "start", frame: "group", offset: 4 },
    layer: [
      {
        data: {
          values: names.map(({ ppm, row }) => ({
            ppm,
            from: roundTo(top - (row + 0.9) * NAME_ROW * perPixel, step),
          })),
        },
        mark: { type: "rule", clip: true, stroke: line, strokeWidth: 0.6, strokeDash: [1, 2] },
        encoding: { x, y: { ...y, field: "from" }, y2: { datum: roundTo(zero, step) } },
      },
      {
        data: { values: [{ zero: roundTo(zero, step) }] },
        mark: { type: "rule", stroke: line, strokeWidth: 0.7, strokeDash: [4, 2] },
        encoding: { y: { ...y, field: "zero" } },
      },
      {
        data: { values },
        mark: { type: "line", clip: true },
        encoding: { x, y, color },
      },
      {
        data: {
          values: names.map(({ ppm, name, row }) => ({
            ppm,
            name,
            at: roundTo(top - (row + 0.45) * NAME_ROW * perPixel, step),
          })),
        },
        mark: { type: "text", fontSize: 9, color: muted, baseline: "middle" },
        encoding: { x, y: { ...y, field: "at" }, text: { field: "name" } },
      },
    ],
  };
}

/** The names that fit a panel, each in the lowest row where it does not touch another. */
function namesOf(
  condition: string,
  ppmRange: readonly [number, number],
  width: number,
): (PeakName & { row: number })[] {
  const perPpm = width / (ppmRange[1] - ppmRange[0]);
  const placed: (PeakName & { row: number; left: number; right: number })[] = [];
  for (const { ppm, name } of NAMES.find(({ of }) => of.test(condition))!.names) {
    if (ppm < ppmRange[0] || ppm > ppmRange[1]) continue;
    const half = name.length * 2.6 + 3;
    const centre = ppm * perPpm;
    const touches = (row: number): boolean =>
      placed.some((other) => other.row === row && other.right > centre - half && other.left < centre + half);
    let row = 0;
    while (touches(row)) row++;
    placed.push({ ppm, name, row, left: centre - half, right: centre + half });
  }
  return placed.map(({ ppm, name, row }) => ({ ppm, name, row }));
}

function extent(values: readonly number[]): [number, number] {
  let [low, high] = [Infinity, -Infinity];
  for (const value of values) {
    low = Math.min(low, value);
    high = Math.max(high, value);
  }
  return [low, high];
}
