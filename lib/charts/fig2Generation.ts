import type { TopLevelSpec } from "vega-lite";
import { diagram, spectrumSketch, type DiagramItem } from "./diagram.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

const { measured, random, interpolation, hybrid, ink, muted, line } = figurePalette;
const HEIGHT = 286;
const LANE = 84;
const GAP = 12;
const TOP = 30;

/** Figure 2: how new spectra are made, encode - sample in one of three ways - decode. */
export function fig2Generation(options: FigureOptions = {}): TopLevelSpec {
  const width = DOUBLE_COLUMN - 14;
  const items: DiagramItem[] = [];
  const middle = TOP + 1.5 * LANE - GAP / 2;

  const stack = (x: number, y: number, colors: readonly string[], step: number): void => {
    colors.forEach((color, k) => {
      const box = { x: x + 4 * k, y: y + step * k, width: 72, height: 26 };
      items.push({ kind: "curve", points: spectrumSketch(box, { variation: k - 1 }), color, width: 1.1 });
    });
  };
  const coder = (x: number, name: string, narrow: "left" | "right"): void => {
    const [near, far] = narrow === "right" ? [52, 24] : [24, 52];
    const outline: [number, number][] = [
      [x, middle - near],
      [x + 46, middle - far],
      [x + 46, middle + far],
      [x, middle + near],
    ];
    items.push(
      { kind: "curve", points: outline, color: ink, width: 0.9, fill: "#E3E6EA" },
      { kind: "text", x: x + 23, y: middle, text: name, size: 10 },
    );
  };

  // Left: the measured subset and the encoder
  stack(0, middle - 52, [measured, measured, measured], 26);
  items.push(
    { kind: "text", x: 0, y: 12, text: "Measured subset", bold: true, align: "left" },
    { kind: "text", x: 40, y: middle + 44, text: "n transients", size: 9.5, color: muted },
    {
      kind: "arrow",
      points: [
        [86, middle],
        [106, middle],
      ],
    },
  );
  coder(109, "Encoder", "right");

  // Middle: one panel a sampler
  const panel = { x: 188, width: 256, height: LANE - GAP };
  const lanes = [
    { name: "Random sampling", color: random, formula: ["z ~ N(μᵢ, σᵢ²)"] },
    { name: "Interpolation", color: interpolation, formula: ["z = (1 − α) μᵢ + α μⱼ", "α ~ U(0, 1)"] },
    {
      name: "Hybrid sampling",
      color: hybrid,
      formula: ["μ = (1 − α) μᵢ + α μⱼ", "σ = (1 − α) σᵢ + α σⱼ", "z ~ N(μ, σ²)"],
    },
  ];
  items.push({
    kind: "text",
    x: panel.x + panel.width / 2,
    y: 12,
    text: "New points of the latent space",
    bold: true,
  });
  const ellipse = (x: number, y: number, rx: number, ry: number): [number, number][] =>
    Array.from({ length: 49 }, (_, k) => {
      const angle = (2 * Math.PI * k) / 48;
      return [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
    });
  lanes.forEach(({ name, color, formula }, lane) => {
    const y = TOP + LANE * lane;
    const centre = y + panel.height / 2;
    const [a, b] = [
      [panel.x + 34, centre + 14],
      [panel.x + 104, centre - 10],
    ] as const;
    items.push({ kind: "box", ...panel, y, fill: "white", stroke: "#C8C8C8", radius: 4 });
    const around = (x: number, cy: number, color2: string, scale = 1): DiagramItem => ({
      kind: "curve",
      points: ellipse(x, cy, 21 * scale, 13 * scale),
      color: color2,
      width: 0.8,
      fill: `${color2}22`,
    });
    if (lane !== 1) items.push(around(a[0], a[1], line), around(b[0], b[1], line, 0.8));
    if (lane === 2) items.push(around((a[0] + b[0]) / 2, (a[1] + b[1]) / 2, color, 0.9));
    if (lane > 0)
      items.push({ kind: "curve", points: [a, b], color: lane === 1 ? color : line, width: 1, dash: true });
    items.push({ kind: "dots", points: [a, b], color: ink, size: 26 });
    const news: [number, number][][] = [
      [
        [a[0] - 10, a[1] - 6],
        [a[0] + 13, a[1] + 4],
        [b[0] + 9, b[1] + 5],
        [b[0] - 8, b[1] - 5],
      ],
      [0.22, 0.5, 0.8].map((alpha) => [a[0] + alpha * (b[0] - a[0]), a[1] + alpha * (b[1] - a[1])]),
      [
        [(a[0] + b[0]) / 2 - 9, (a[1] + b[1]) / 2 - 5],
        [(a[0] + b[0]) / 2 + 4, (a[1] + b[1]) / 2 + 6],
        [(a[0] + b[0]) / 2 + 11, (a[1] + b[1]) / 2 - 4],
      ],
    ];
    items.push({ kind: "dots", points: news[lane], color, size: 30, shape: "diamond" });
    const textX = panel.x + 146;
    const lineHeight = 13;
    const firstY = centre - ((formula.length + 1) * lineHeight) / 2 + lineHeight / 2;
    items.push({
      kind: "text",
      x: textX,
      y: firstY,
      text: name,
      bold: true,
      color,
      align: "left",
      size: 10.5,
    });
    formula.forEach((text, k) => {
      const at = firstY + lineHeight * (k + 1) + 1;
      items.push({ kind: "text", x: textX, y: at, text, italic: true, align: "left", size: 10 });
    });
    items.push(
      {
        kind: "arrow",
        points: [
          [155, middle],
          [170, middle],
          [170, centre],
          [panel.x - 3, centre],
        ],
      },
      {
        kind: "arrow",
        points: [
          [panel.x + panel.width + 3, centre],
          [458, centre],
          [458, middle],
          [472, middle],
        ],
      },
    );
  });
  coder(475, "Decoder", "left");

  // Right: what comes out
  stack(width - 80, middle - 52, [random, interpolation, hybrid], 26);
  items.push(
    { kind: "text", x: width, y: 12, text: "Synthetic spectra", bold: true, align: "right" },
    {
      kind: "arrow",
      points: [
        [523, middle],
        [width - 86, middle],
      ],
    },
    { kind: "text", x: width - 40, y: middle + 44, text: "as many as needed", size: 9.5, color: muted },
    { kind: "dots", points: [[panel.x + 4, HEIGHT - 8]], color: ink, size: 26 },
    {
      kind: "text",
      x: panel.x + 12,
      y: HEIGHT - 8,
      text: "μ of a measured transient",
      align: "left",
      size: 9,
    },
    { kind: "dots", points: [[panel.x + 146, HEIGHT - 8]], color: muted, size: 30, shape: "diamond" },
    { kind: "text", x: panel.x + 154, y: HEIGHT - 8, text: "new point z", align: "left", size: 9 },
  );

  return figureSpec(
    diagram(items, { width, height: HEIGHT }),
    {
      id: "fig2-generation",
      title: "Generation of synthetic spectra",
      caption:
        "Measured transients of one scan and one condition are encoded, each as a Gaussian of the latent space. New " +
        "points are drawn by random sampling (about one transient), by interpolation (between two) or by hybrid " +
        "sampling (about a point between two, with the width in between), and are decoded into synthetic spectra.",
      alt:
        "A subset of measured transients goes through the encoder; new latent points are drawn by random sampling, " +
        "interpolation or hybrid sampling and go through the decoder to synthetic spectra.",
    },
    options,
  );
}
