import type { TopLevelSpec } from "vega-lite";
import { diagram, type DiagramItem } from "./diagram.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

export interface Fig3Config {
  /** Transients of the full scan, per condition. */
  groundTruth: number;
  /** Transients of the subset, per condition. */
  subset: number;
  /** What is measured of the processed spectra. @default SNR, linewidth, shape score */
  metrics?: readonly string[];
}

const { measured, random, ink, muted } = figurePalette;
const HEIGHT = 206;
const FAINT = "#F4F5F6";

/** Figure 3: the experiment with n transients; full scan, subset, and subset with synthetic transients. */
export function fig3Evaluation(config: Fig3Config, options: FigureOptions = {}): TopLevelSpec {
  const { groundTruth, subset, metrics = ["SNR", "Linewidth", "Shape score"] } = config;
  if (!(subset >= 1 && subset < groundTruth)) {
    throw new RangeError(`subset must be from 1 to below the ${groundTruth} of the full scan, got ${subset}`);
  }
  const width = DOUBLE_COLUMN - 14;
  const synthetic = groundTruth - subset;
  const items: DiagramItem[] = [];
  const lane = { x: 128, width: 252, height: 40 };
  const tops = [26, 92, 158];
  const inner = { x: lane.x + 8, width: lane.width - 16 };

  // One tick a transient; more than fit are drawn as every k-th.
  const most = 80;
  const drawn = Math.min(groundTruth, most);
  const step = inner.width / drawn;
  const tick = Math.max(1, step * 0.62);
  const ticks = (y: number, from: number, to: number, color: string): void => {
    for (let k = from; k < to; k++) {
      items.push({
        kind: "box",
        x: inner.x + k * step,
        y: y + 21,
        width: tick,
        height: 12,
        fill: color,
        stroke: color,
      });
    }
  };
  const some = Math.max(1, Math.round((subset * drawn) / groundTruth));
  const plural = (count: number): string => `${count} transient${count === 1 ? "" : "s"}`;
  const texts = [
    `Full scan: ${plural(groundTruth)}`,
    `Subset: n = ${subset}`,
    `Augmented: n = ${subset} + ${synthetic} synthetic`,
  ];
  tops.forEach((y, k) => {
    items.push(
      { kind: "box", ...lane, y, fill: "white", stroke: "#C8C8C8", radius: 4 },
      { kind: "text", x: inner.x, y: y + 11, text: texts[k], align: "left", size: 10, bold: true },
    );
    ticks(y, 0, k === 0 ? drawn : some, measured);
    if (k === 2) ticks(y, some, drawn, random);
  });

  // The scan on the left
  items.push(
    { kind: "text", x: 50, y: 10, text: "Test subject", bold: true },
    { kind: "text", x: lane.x + lane.width / 2, y: 10, text: "Three data sets", bold: true },
    { kind: "box", x: 0, y: tops[0], width: 100, height: lane.height, fill: FAINT, radius: 4 },
    { kind: "text", x: 50, y: tops[0] + 13, text: "One measured scan", size: 10 },
    { kind: "text", x: 50, y: tops[0] + 27, text: "never trained on", size: 9, color: muted },
    {
      kind: "arrow",
      points: [
        [102, tops[0] + 20],
        [lane.x - 3, tops[0] + 20],
      ],
    },
    {
      kind: "arrow",
      points: [
        [50, tops[0] + 42],
        [50, tops[1] + 20],
        [lane.x - 3, tops[1] + 20],
      ],
    },
    {
      kind: "text",
      x: 58,
      y: tops[1] + 9,
      text: `pick n = ${subset}`,
      size: 9.5,
      align: "left",
      color: muted,
    },
  );
  // The model between subset and augmented set
  items.push(
    {
      kind: "arrow",
      points: [
        [lane.x + 40, tops[1] + 42],
        [lane.x + 40, tops[2] - 3],
      ],
      color: measured,
    },
    {
      kind: "arrow",
      points: [
        [lane.x + 96, tops[1] + 42],
        [lane.x + 96, tops[2] - 3],
      ],
      color: random,
    },
    {
      kind: "text",
      x: lane.x + 104,
      y: tops[1] + 54,
      text: "encode – sample – decode",
      size: 9.5,
      align: "left",
      color: random,
    },
    {
      kind: "text",
      x: lane.x + 34,
      y: tops[1] + 54,
      text: "keep",
      size: 9.5,
      align: "right",
      color: measured,
    },
  );
  // Processing and metrics on the right
  const process = { x: 416, width: 84 };
  const table = { x: 534, width: width - 534 };
  items.push(
    { kind: "text", x: process.x + process.width / 2, y: 10, text: "Same processing", bold: true },
    { kind: "box", ...process, y: tops[0], height: tops[2] + lane.height - tops[0], fill: FAINT, radius: 4 },
    { kind: "text", x: table.x + table.width / 2, y: 10, text: "Comparison", bold: true },
    { kind: "box", ...table, y: tops[0], height: tops[2] + lane.height - tops[0], fill: FAINT, radius: 4 },
  );
  const middle = (tops[0] + tops[2] + lane.height) / 2;
  const column = (x: number, lines: readonly string[], color = ink): void => {
    lines.forEach((text, k) => {
      const y = middle + 17 * (k - (lines.length - 1) / 2);
      items.push({ kind: "text", x, y, text, size: 10, color });
    });
  };
  column(process.x + process.width / 2, ["alignment", "averaging", "ON − OFF", "referencing"]);
  column(table.x + table.width / 2, metrics);
  tops.forEach((y, k) => {
    const color = [measured, measured, random][k];
    items.push(
      {
        kind: "arrow",
        points: [
          [lane.x + lane.width + 2, y + 20],
          [process.x - 3, y + 20],
        ],
        color,
      },
      {
        kind: "arrow",
        points: [
          [process.x + process.width + 2, y + 20],
          [table.x - 3, y + 20],
        ],
        color,
      },
    );
  });
  items.push(
    { kind: "box", x: 0, y: 176, width: 5, height: 10, fill: measured, stroke: measured },
    { kind: "text", x: 10, y: 181, text: "measured", align: "left", size: 9.5 },
    { kind: "box", x: 0, y: 192, width: 5, height: 10, fill: random, stroke: random },
    { kind: "text", x: 10, y: 197, text: "synthetic", align: "left", size: 9.5 },
  );

  const shown =
    groundTruth > most ? ` One tick stands for ${(groundTruth / most).toFixed(1)} transients.` : "";
  return figureSpec(
    diagram(items, { width, height: HEIGHT }),
    {
      id: "fig3-evaluation",
      title: "Evaluation with a subset of transients",
      caption:
        `The experiment. Of the ${groundTruth} transients of a test subject's scan (per condition), ${subset} are ` +
        `kept; ${synthetic} synthetic ones generated from them bring the count back to that of the full scan. The ` +
        `full scan, the bare subset and the augmented subset go through the same processing and are compared.${shown}`,
      alt:
        `Full scan of ${groundTruth} transients, subset of ${subset}, and subset with ${synthetic} synthetic ` +
        `transients, each through the same processing to ${metrics.join(", ")}.`,
    },
    options,
  );
}
