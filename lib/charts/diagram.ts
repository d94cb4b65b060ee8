import { figurePalette } from "./figurePalette.js";

/** What a diagram is drawn from; places are CSS pixels from the upper left corner. */
export type DiagramItem = BoxItem | TextItem | CurveItem | ArrowItem | DotsItem;

export interface BoxItem {
  kind: "box";
  x: number;
  y: number;
  width: number;
  height: number;
  fill?: string;
  stroke?: string;
  radius?: number;
  dash?: boolean;
}

export interface TextItem {
  kind: "text";
  x: number;
  y: number;
  text: string;
  align?: "left" | "center" | "right";
  size?: number;
  color?: string;
  bold?: boolean;
  italic?: boolean;
  /** Degrees, with the clock. */
  angle?: number;
}

export interface CurveItem {
  kind: "curve";
  points: readonly (readonly [number, number])[];
  color: string;
  width?: number;
  /** Fills what the curve encloses; the curve is closed. */
  fill?: string;
  dash?: boolean;
  smooth?: boolean;
}

/** Straight pieces through the points, a head at the end. */
export interface ArrowItem {
  kind: "arrow";
  points: readonly (readonly [number, number])[];
  color?: string;
  width?: number;
  dash?: boolean;
}

export interface DotsItem {
  kind: "dots";
  points: readonly (readonly [number, number])[];
  color: string;
  size?: number;
  open?: boolean;
  shape?: "circle" | "square" | "diamond" | "triangle-up";
}

/** Length of an arrow's head. */
const HEAD = 6;

/**
 * A diagram as a layered Vega-Lite view without axes. Items are drawn in order; neighbours of one kind and style
 * share a layer.
 */
export function diagram(items: readonly DiagramItem[], size: { width: number; height: number }): object {
  const layers: Layer[] = [];
  for (const item of items) {
    for (const part of parts(item)) {
      const last = layers.at(-1);
      if (last !== undefined && JSON.stringify(last.mark) === JSON.stringify(part.mark)) {
        const series = part.values.some((value) => "series" in value) ? last.values.length : undefined;
        last.values.push(
          ...part.values.map((value) => (series === undefined ? value : { ...value, series })),
        );
      } else layers.push(part);
    }
  }
  // y runs down the page, as text does.
  const scale = (length: number): object => ({
    domain: [0, length],
    range: [0, length],
    nice: false,
    zero: false,
  });
  const axis = { type: "quantitative", axis: null };
  return {
    width: size.width,
    height: size.height,
    encoding: {
      x: { field: "x", ...axis, scale: scale(size.width) },
      y: { field: "y", ...axis, scale: scale(size.height) },
    },
    layer: layers.map(({ mark, values, encoding }) => ({ data: { values }, mark, encoding })),
  };
}

interface Layer {
  mark: Record<string, unknown>;
  values: Record<string, unknown>[];
  encoding: object;
}

const { ink, line } = figurePalette;

function parts(item: DiagramItem): Layer[] {
  switch (item.kind) {
    case "box": {
      const { x, y, width, height, fill = "white", stroke = ink, radius = 0, dash = false } = item;
      const strokeDash = dash ? [3, 2] : undefined;
      return [
        {
          mark: { type: "rect", fill, stroke, strokeWidth: 0.9, cornerRadius: radius, strokeDash },
          values: [{ x: round(x), x2: round(x + width), y: round(y), y2: round(y + height) }],
          encoding: { x2: { field: "x2" }, y2: { field: "y2" } },
        },
      ];
    }
    case "text": {
      const { align = "center", size = 10, color = ink, bold = false, italic = false, angle = 0 } = item;
      const fontWeight = bold ? "bold" : "normal";
      const fontStyle = italic ? "italic" : "normal";
      return [
        {
          mark: {
            type: "text",
            align,
            baseline: "middle",
            fontSize: size,
            fill: color,
            fontWeight,
            fontStyle,
            angle,
          },
          values: [{ x: round(item.x), y: round(item.y), text: item.text }],
          encoding: { text: { field: "text", type: "nominal" } },
        },
      ];
    }
    case "curve": {
      const { points, color, width = 1, fill, dash = false, smooth = false } = item;
      const closed = fill !== undefined;
      const interpolate = closed ? "linear-closed" : smooth ? "monotone" : "linear";
      const strokeDash = dash ? [3, 2] : undefined;
      return [
        {
          mark: {
            type: "line",
            stroke: color,
            strokeWidth: width,
            interpolate,
            strokeDash,
            ...(closed ? { fill, filled: true } : {}),
          },
          values: points.map(([x, y], order) => ({ x: round(x), y: round(y), order, series: 0 })),
          encoding: {
            order: { field: "order", type: "quantitative" },
            detail: { field: "series", type: "nominal" },
          },
        },
      ];
    }
    case "arrow": {
      const { points, color = line, width = 1.2, dash = false } = item;
      const [end, before] = [points[points.length - 1], points[points.length - 2]];
      const [dx, dy] = [end[0] - before[0], end[1] - before[1]];
      const length = Math.hypot(dx, dy);
      const [ux, uy] = [dx / length, dy / length];
      // The shaft stops within the head, so that its end does not show beside the tip.
      const neck: [number, number] = [end[0] - ux * (HEAD - 1), end[1] - uy * (HEAD - 1)];
      const shaft = [...points.slice(0, -1), neck];
      const back = [end[0] - ux * HEAD, end[1] - uy * HEAD];
      const head: [number, number][] = [
        [end[0], end[1]],
        [back[0] - uy * (HEAD / 2), back[1] + ux * (HEAD / 2)],
        [back[0] + uy * (HEAD / 2), back[1] - ux * (HEAD / 2)],
      ];
      return [
        ...parts({ kind: "curve", points: shaft, color, width, dash }),
        ...parts({ kind: "curve", points: head, color, width: 0, fill: color }),
      ];
    }
    case "dots": {
      const { points, color, size = 16, open = false, shape = "circle" } = item;
      return [
        {
          mark: {
            type: "point",
            shape,
            size,
            filled: !open,
            fill: open ? "white" : color,
            stroke: color,
            strokeWidth: open ? 1 : 0,
            opacity: 1,
          },
          values: points.map(([x, y]) => ({ x: round(x), y: round(y) })),
          encoding: {},
        },
      ];
    }
  }
}

function round(value: number): number {
  return Math.round(value * 100) / 100;
}

/** A sketch of a spectrum, ppm falling to the right, in a box of the diagram. */
export function spectrumSketch(
  box: { x: number; y: number; width: number; height: number },
  options: { part?: "real" | "imaginary"; variation?: number } = {},
): [number, number][] {
  const { part = "real", variation = 0 } = options;
  // ppm and height of the lines that every spectroscopist knows: NAA, Cr, Cho, Cr's other, Glx, mI
  const lines = [
    [2.01, 1],
    [3.03, 0.75 + 0.04 * variation],
    [3.21, 0.6 - 0.05 * variation],
    [3.92, 0.5],
    [2.35, 0.22 + 0.05 * variation],
    [3.56, 0.4],
  ];
  const width = 0.045;
  const value = (ppm: number): number =>
    lines.reduce((sum, [centre, height]) => {
      const u = (ppm - centre) / width;
      return sum + (height * (part === "real" ? 1 : u)) / (1 + u * u);
    }, 0);
  const points = 110;
  return Array.from({ length: points }, (_, k) => {
    const ppm = 4.3 - (2.9 * k) / (points - 1);
    const share = part === "real" ? value(ppm) / 1.1 : 0.5 + value(ppm) / 1.9;
    return [box.x + (box.width * k) / (points - 1), box.y + box.height * (1 - share)];
  });
}
