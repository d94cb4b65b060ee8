import type { TopLevelSpec } from "vega-lite";
import { randomSource } from "../signal/index.js";
import type { FigureOptions } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { figureSpec } from "./figureSpec.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";
import { roundTo } from "./roundTo.js";

/** A sampler: the three of the paper first, others after them. */
export type Fig5Method = "random" | "interpolation" | "hybrid" | (string & {});

export interface Fig5Point {
  x: number;
  y: number;
  source: "measured" | "synthetic";
  /** The sampler; measured points, which every panel shows, need none. */
  method?: Fig5Method;
  /** For example `OFF`, `ON`: told apart by the marker. */
  condition?: string;
  subject?: string;
  /** For example the site: told apart by colour when `colour` is `group`. */
  group?: string;
  /** Shown when the point is pointed at: equally spaced values between two ppm, the same for all points. */
  spectrum?: { ppm: readonly [number, number]; values: readonly number[] };
}

/** The smallest region that holds a share of a kernel density; `densityContours` gives it. */
export interface Fig5Density {
  source: "measured" | "synthetic";
  /** The sampler; the measured density needs none. */
  method?: Fig5Method;
  mass: number;
  /** Closed rings of [x, y], holes against the sense of outer rings. */
  rings: readonly (readonly (readonly [number, number])[])[];
}

export interface Fig5Options extends FigureOptions {
  /** What colour tells: measured and each sampler, or the points' `group`. @default "source" */
  colour?: "source" | "group";
  /** What the groups are, the legend's title. @default "site" */
  groupTitle?: string;
  /** Overlap of the synthetic with the measured density, written in each panel. */
  overlap?: Partial<Record<Fig5Method, number>>;
  /** Points drawn at most of each source in each panel: all are in the densities. @default 500 */
  limit?: number;
}

const METHODS = [
  { method: "random", name: "Random sampling", color: figurePalette.random },
  { method: "interpolation", name: "Interpolation", color: figurePalette.interpolation },
  { method: "hybrid", name: "Hybrid sampling", color: figurePalette.hybrid },
];
/** Panels in a row. */
const COLUMNS = 3;
const SHAPES = ["circle", "triangle-up", "square", "diamond"];
const SPACING = 14;
const LEGEND = { orient: "bottom", direction: "horizontal", symbolSize: 40, symbolOpacity: 1, offset: 2 };
const { reference, groups } = figurePalette;

/**
 * Figure 5: measured and synthetic spectra as points of one embedding, which was learned on the measured ones, a
 * panel for each sampler that the rows have.
 *
 * @throws RangeError where there are no synthetic points.
 */
export function fig5Umap(
  points: readonly Fig5Point[],
  densities: readonly Fig5Density[],
  options: Fig5Options = {},
): TopLevelSpec {
  const { colour = "source", groupTitle = "site", overlap = {}, limit = 500 } = options;
  const methods = methodsOf(points);
  if (methods.length === 0)
    throw new RangeError("synthetic points of at least one sampler are needed, got none");
  const byGroup = colour === "group";
  const columns = Math.min(COLUMNS, methods.length);
  const width = Math.floor((DOUBLE_COLUMN - 34 - SPACING * (columns - 1)) / Math.max(2, columns));
  const { x, y, height } = axesOf(points, densities, width);

  const conditions = [...new Set(points.flatMap(({ condition }) => condition ?? []))].sort();
  // The marker tells the condition; where there is one only, and colour is the group's, what is measured.
  const marker =
    conditions.length > 1
      ? { field: "condition", names: conditions, shapes: SHAPES }
      : byGroup
        ? { field: "kind", names: ["measured", "synthetic"], shapes: ["circle", "diamond"] }
        : undefined;
  const shape = marker && {
    field: marker.field,
    type: "nominal",
    scale: {
      domain: marker.names,
      range: marker.names.map((_, k) => marker.shapes[k % marker.shapes.length]),
    },
    legend: {
      ...LEGEND,
      title: null,
      symbolFillColor: reference,
      symbolStrokeWidth: 0,
    },
  };
  const sources = ["measured", ...methods.map(({ method }) => method)];
  const groupNames = [...new Set(points.flatMap(({ group }) => group ?? []))].sort();
  const scale = byGroup
    ? { domain: groupNames, range: groupNames.map((_, k) => groups[k % groups.length]) }
    : {
        domain: sources,
        range: [reference, ...methods.map(({ color }) => color)],
      };
  const legend = {
    ...LEGEND,
    title: byGroup ? groupTitle : null,
    symbolType: "circle",
    symbolStrokeWidth: 0,
    titleOrient: "left",
  };

  const measured = thin(
    points.filter(({ source }) => source === "measured"),
    limit,
  );
  // What several panels show is kept once.
  const datasets: Record<string, object[]> = {};
  const panels = methods.map(({ method, name, color }, k) => {
    const synthetic = thin(
      points.filter((point) => point.source === "synthetic" && point.method === method),
      limit,
    );
    const shades = densities
      .filter((density) => density.source === "measured" || density.method === method)
      .sort((a, b) => (a.source === b.source ? b.mass - a.mass : a.source === "measured" ? -1 : 1))
      .map((density) => {
        const data = `${density.source === "measured" ? "measured" : method} ${density.mass}`;
        datasets[data] ??= outline(density);
        return shade(data, density.source === "measured" ? reference : color, { x, y: axisY(y, k) });
      });
    const share = overlap[method];
    const subtitle = share === undefined ? undefined : `overlap of densities ${share.toFixed(2)}`;
    // Few points are drawn large, many small.
    const size = Math.min(26, Math.max(8, 6000 / (measured.length + synthetic.length)));
    const markers = (rows: readonly Fig5Point[], of: "measured" | "synthetic"): object => {
      const outlined = byGroup && of === "synthetic";
      const data = of === "measured" ? "measured" : method;
      datasets[data] ??= rows.map((point, row) => ({
        x: roundTo(point.x, 1e-3),
        y: roundTo(point.y, 1e-3),
        source: data,
        ...(marker?.field === "kind" && { kind: of }),
        ...(point.condition !== undefined && { condition: point.condition }),
        ...(point.group !== undefined && { group: point.group }),
        ...(point.subject !== undefined && { subject: point.subject }),
        ...(point.spectrum && { id: `${data} ${row}`, spectrum: point.spectrum.values }),
      }));
      return {
        data: { name: data },
        mark: {
          type: "point",
          aria: false,
          filled: true,
          size: outlined ? 1.6 * size : size,
          opacity: byGroup ? 0.85 : 0.5,
          ...(outlined ? { stroke: figurePalette.ink, strokeWidth: 0.5 } : { strokeWidth: 0 }),
          tooltip: { content: "data" },
        },
        encoding: {
          x,
          y: axisY(y, k),
          color: { field: byGroup ? "group" : "source", type: "nominal", scale, legend },
          ...(shape && { shape }),
        },
      };
    };
    return {
      width,
      height,
      title: {
        text: `${String.fromCharCode(97 + k)}   ${name}`,
        anchor: "start",
        offset: 5,
        color: byGroup ? figurePalette.ink : color,
        ...(subtitle !== undefined && { subtitle, subtitlePadding: 2 }),
      },
      view: { stroke: "#C8C8C8" },
      layer: [...shades, markers(measured, "measured"), markers(synthetic, "synthetic")],
    };
  });

  const count = (source: Fig5Point["source"], method?: Fig5Method): number =>
    points.filter((point) => point.source === source && (method === undefined || point.method === method))
      .length;
  const thinned =
    methods.some(({ method }) => count("synthetic", method) > limit) || count("measured") > limit;
  const told = byGroup
    ? `colour is the ${groupTitle}; synthetic ones have a dark edge`
    : "grey is measured, the colour synthetic";
  const masses = [...new Set(densities.map(({ mass }) => mass))]
    .sort()
    .map((mass) => `${Math.round(100 * mass)} %`);
  const shaded = masses.length === 0 ? "" : ` Shades hold ${masses.join(", ")} of the kernel densities.`;
  return figureSpec(
    { datasets, spacing: SPACING, columns, concat: panels },
    {
      id: "fig5-umap",
      title: "Measured and synthetic spectra in one embedding",
      caption:
        `UMAP learned on ${count("measured").toLocaleString("en-US")} measured spectra only, with the synthetic ones ` +
        `of each sampler projected into it; one point is one spectrum, ${told}` +
        `${conditions.length > 1 ? `, the marker is the condition (${conditions.join(", ")})` : ""}.${shaded}` +
        `${thinned ? ` At most ${limit} points of a kind are drawn; the densities are of all.` : ""}`,
      alt:
        `Embedding of measured spectra with those made by ${methods.map(({ name }) => name.toLowerCase()).join(", ")}, ` +
        "one panel each.",
    },
    { spectrumPpm: points.find(({ spectrum }) => spectrum)?.spectrum?.ppm, ...options },
  );
}

/** The samplers that the points have, in the paper's order, then in that of the points. */
function methodsOf(points: readonly Fig5Point[]): { method: string; name: string; color: string }[] {
  const there = new Set(points.flatMap(({ source, method }) => (source === "synthetic" && method) || []));
  const known = METHODS.filter(({ method }) => there.delete(method));
  const others = Array.from(there, (method, k) => ({
    method,
    name: method,
    color: groups[(k + 3) % groups.length],
  }));
  return [...known, ...others];
}

interface Axes {
  x: Record<string, unknown>;
  y: Record<string, unknown>;
}

/** One scale for both directions, so that a distance is the same along and across. */
function axesOf(
  points: readonly Fig5Point[],
  densities: readonly Fig5Density[],
  width: number,
): Axes & { height: number } {
  const places = [
    ...points.map(({ x, y }) => [x, y] as const),
    ...densities.flatMap(({ rings }) => rings.flatMap((ring) => [...ring])),
  ];
  const ends = (k: 0 | 1): [number, number] => {
    let [low, high] = [Infinity, -Infinity];
    for (const place of places) {
      low = Math.min(low, place[k]);
      high = Math.max(high, place[k]);
    }
    const margin = 0.03 * (high - low);
    return [low - margin, high + margin];
  };
  const [x, y] = [ends(0), ends(1)];
  const perPixel = (x[1] - x[0]) / width;
  // As high as it is wide where the embedding is about so; never a strip.
  const height = Math.round(Math.min(1.3 * width, Math.max(0.6 * width, (y[1] - y[0]) / perPixel)));
  const spare = (height * perPixel - (y[1] - y[0])) / 2;
  const axis = (field: string, title: string, domain: [number, number]): Record<string, unknown> => ({
    field,
    type: "quantitative",
    title,
    scale: { domain: domain.map((end) => roundTo(end, 1e-3)), nice: false, zero: false },
    axis: { labels: false, ticks: false, domain: false, titlePadding: 4 },
  });
  return {
    x: axis("x", "UMAP 1", x),
    y: axis("y", "UMAP 2", [y[0] - Math.max(0, spare), y[1] + Math.max(0, spare)]),
    height,
  };
}

function axisY(y: Record<string, unknown>, panel: number): Record<string, unknown> {
  return panel % COLUMNS === 0 ? y : { ...y, title: null };
}

/**
 * A density's region as one path, so that holes stay open: gaps between the rings are rows without a place, at
 * which the path is lifted.
 */
function shade(data: string, color: string, { x, y }: Axes): object {
  return {
    data: { name: data },
    mark: {
      type: "line",
      aria: false,
      interpolate: "linear-closed",
      filled: true,
      fill: color,
      fillOpacity: 0.13,
      stroke: color,
      strokeOpacity: 0.5,
      strokeWidth: 0.5,
    },
    encoding: { x, y, order: { field: "order", type: "quantitative" } },
  };
}

/** A density's region as rows. */
function outline(density: Fig5Density): object[] {
  const values: { x: number | null; y: number | null; order: number }[] = [];
  for (const ring of density.rings) {
    if (values.length > 0) values.push({ x: null, y: null, order: values.length });
    for (const [px, py] of ring) {
      values.push({ x: roundTo(px, 1e-3), y: roundTo(py, 1e-3), order: values.length });
    }
  }
  return values;
}

/** Some of the rows, drawn at random but always the same: a fixed stride would beat with the order of conditions. */
function thin<Row>(rows: readonly Row[], limit: number): readonly Row[] {
  if (rows.length <= limit) return rows;
  const chosen = randomSource(1).permutation(rows.length).subarray(0, limit);
  return Array.from(chosen.sort(), (k) => rows[k]);
}
