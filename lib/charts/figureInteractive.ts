import type { TopLevelSpec } from "vega-lite";
import { figureMeta } from "./figureMeta.js";
import { figurePalette } from "./figurePalette.js";
import { DOUBLE_COLUMN } from "./figureTheme.js";

/** What is looked at and set in a spec: Vega-Lite's own types are unions too wide to walk. */
interface Node {
  [key: string]: unknown;
}

/** A view: one plot with its axes, of one unit or of several in layers. */
interface View {
  node: Node;
  units: Node[];
  title: string | undefined;
}

/** Tells who a row is, beside what is drawn of it. */
const WHO = ["subject", "condition", "group", "site", "method", "sampler", "metabolite", "series"];
const LEGENDS = ["color", "fill", "stroke", "shape", "strokeDash"];
const PALE = 0.08;
/** Which points a selection of an embedding takes. */
const TAKES = {
  picked_measured: "event.item && event.item.datum && event.item.datum.source === 'measured'",
  picked_synthetic:
    "event.item && event.item.datum && event.item.datum.spectrum && event.item.datum.source !== 'measured'",
};
/** Turned with Ctrl (a pinch on a touch pad sends the same): the bare wheel scrolls the page. */
const WHEEL = "wheel![event.ctrlKey || event.metaKey]";

/** What can be done with an interactive figure, in words for its reader. */
export const FIGURE_HINT =
  "Point at a line or a mark to read it. Drag moves along the axis, Ctrl and the wheel (or a pinch) zoom, a double " +
  "click goes back. A click on a legend's entry picks it, with Shift several.";

/**
 * A figure that can be used, made of one that is drawn for paper: what is pointed at is told (ppm, intensity, subject),
 * axes in ppm are moved and zoomed together, legends pick what is shown, and the points of an embedding show their
 * spectrum below. The static figure stays as it is.
 */
export function figureInteractive(spec: TopLevelSpec): TopLevelSpec {
  const copy = structuredClone(spec) as unknown as Node;
  overlaysApart(copy);
  const views = viewsOf(copy);
  const params: Node[] = [];
  if (
    !JSON.stringify(copy, (key, value: unknown) => (key === "datasets" ? undefined : value)).includes(
      '"params"',
    )
  ) {
    params.push(...legendParams(views), ...zoomParams(views));
  }
  const titles = titlesOf(views);
  for (const view of views) tooltips(view, titles, copy);
  const { spectrumPpm } = figureMeta(spec);
  const whole = spectrumPpm === undefined ? copy : withSpectra(copy, views, spectrumPpm, params);
  // vega-embed's menu has a button without a name, and leads away from this machine; figures are saved as files anyway.
  whole.usermeta = { ...(whole.usermeta as Node), embedOptions: { actions: false } };
  if (params.length > 0) whole.params = [...((whole.params as Node[]) ?? []), ...params];
  return whole as unknown as TopLevelSpec;
}

/**
 * Lines with points upon them, and areas with lines, as units of their own: Vega-Lite makes several of them anyway, and
 * the name of a selection that the first has is then in all.
 */
function overlaysApart(node: Node): void {
  const parts = [node.concat, node.hconcat, node.vconcat].find(Array.isArray) as Node[] | undefined;
  parts?.forEach(overlaysApart);
  if (isNode(node.spec)) overlaysApart(node.spec);
  if (Array.isArray(node.layer)) {
    (node.layer as Node[]).filter(({ layer }) => layer !== undefined).forEach(overlaysApart);
    node.layer = (node.layer as Node[]).flatMap(overlayUnits);
  } else if (node.mark !== undefined && overlayUnits(node).length > 1) {
    const { data, transform, mark, encoding } = node;
    for (const key of ["data", "transform", "mark", "encoding"]) delete node[key];
    node.layer = overlayUnits({ ...(data !== undefined && { data }), transform, mark, encoding });
  }
}

function overlayUnits(unit: Node): Node[] {
  const { line, point, ...mark } = markOf(unit);
  const { shape, ...encoding } = encodingOf(unit);
  const { y2: _y2, x2: _x2, ...edge } = encoding;
  const { clip = false } = mark;
  const isArea = mark.type === "area";
  if (!isArea && mark.type !== "line") return [unit];
  const above: Node[] = [];
  if (isArea && line) {
    above.push({ ...unit, mark: { type: "line", clip, ...(isNode(line) && line) }, encoding: edge });
  }
  if (point || (shape !== undefined && point === undefined)) {
    const points = { type: "point", opacity: 1, filled: true, clip, ...(isNode(point) && point) };
    above.push({ ...unit, mark: points, encoding: { ...edge, ...(shape !== undefined && { shape }) } });
  }
  if (above.length === 0) return [unit];
  return [{ ...unit, mark: { ...(isArea && { opacity: 0.7 }), ...mark }, encoding }, ...above];
}

function viewsOf(node: Node): View[] {
  const parts = [node.concat, node.hconcat, node.vconcat].find(Array.isArray) as Node[] | undefined;
  if (parts) return parts.flatMap(viewsOf);
  if (isNode(node.spec)) return viewsOf(node.spec);
  const units = unitsOf(node);
  const told = isNode(node.title) ? node.title.text : node.title;
  // Without the panel's letter
  const title = typeof told === "string" ? told.replace(/^\w {2,}/, "") : undefined;
  return units.length > 0 ? [{ node, units, title }] : [];
}

function unitsOf(node: Node): Node[] {
  if (Array.isArray(node.layer)) return (node.layer as Node[]).flatMap(unitsOf);
  return node.mark === undefined ? [] : [node];
}

/** A name by which a selection finds the plot. */
function nameOf(unit: Node, views: View[]): string {
  const k = views.findIndex(({ units }) => units.includes(unit));
  return (unit.name ??= `plot${k}part${views[k].units.indexOf(unit)}`) as string;
}

/** Legends pick: of a field that several plots show, in all of them. */
function legendParams(views: View[]): Node[] {
  const hosts = new Map<string, string[]>();
  for (const { units } of views) {
    const here = new Set<string>();
    for (const unit of units) {
      const encoding = encodingOf(unit);
      const channel = LEGENDS.map((name) => encoding[name]).find(
        (each): each is Node =>
          isNode(each) &&
          typeof each.field === "string" &&
          each.type !== "quantitative" &&
          each.legend !== null,
      );
      if (channel === undefined || encoding.opacity !== undefined) continue;
      const field = channel.field as string;
      if (!/^\w+$/.test(field)) continue;
      const { opacity = 1 } = markOf(unit);
      encoding.opacity = { condition: { param: `legend_${field}`, value: opacity }, value: PALE };
      // One plot, one selection
      if (!here.has(field)) hosts.set(field, [...(hosts.get(field) ?? []), nameOf(unit, views)]);
      here.add(field);
    }
  }
  return Array.from(hosts, ([field, names]) => ({
    name: `legend_${field}`,
    select: { type: "point", fields: [field] },
    bind: "legend",
    views: names,
  }));
}

/** Axes in ppm that show the same range move together. */
function zoomParams(views: View[]): Node[] {
  const groups = new Map<string, string[]>();
  for (const { units } of views) {
    const host = units.find((unit) => isPpm(encodingOf(unit).x));
    if (host === undefined) continue;
    const { field, scale } = encodingOf(host).x as Node;
    const key = JSON.stringify([field, isNode(scale) ? scale.domain : undefined]);
    groups.set(key, [...(groups.get(key) ?? []), nameOf(host, views)]);
    for (const unit of units)
      if (encodingOf(unit).x !== undefined) unit.mark = { ...markOf(unit), clip: true };
  }
  return [...groups.values()].map((names, k) => ({
    name: `zoom${k}`,
    select: { type: "interval", encodings: ["x"], zoom: WHEEL },
    bind: "scales",
    views: names,
  }));
}

function isPpm(x: unknown): boolean {
  return isNode(x) && x.type === "quantitative" && (x.field === "ppm" || /\bppm\b/.test(String(x.title)));
}

/** The axes' titles by field: plots beside each other have it once. */
function titlesOf(views: View[]): Map<string, string> {
  const titles = new Map<string, string>();
  for (const { units } of views) {
    for (const unit of units) {
      for (const name of ["x", "y"]) {
        const channel = encodingOf(unit)[name];
        if (!isNode(channel) || typeof channel.title !== "string") continue;
        if (!titles.has(String(channel.field))) titles.set(String(channel.field), channel.title);
      }
    }
  }
  return titles;
}

function tooltips({ node, units, title }: View, titles: Map<string, string>, whole: Node): void {
  for (const unit of units) {
    const mark = markOf(unit);
    const encoding = encodingOf(unit);
    if (
      encoding.tooltip !== undefined ||
      mark.tooltip === null ||
      !(isRead(encoding.x) || isRead(encoding.y))
    )
      continue;
    if (
      ["text", "rule", "image", "geoshape"].includes(mark.type as string) ||
      (mark.filled === true && mark.type === "line")
    )
      continue;
    const rows = rowsOf(unit, node, whole);
    const isLine = ["line", "area", "trail"].includes(mark.type as string);
    const fields = fieldsOf(encoding, rows, titles, isLine);
    if (title !== undefined) {
      unit.transform = [
        ...((unit.transform as Node[]) ?? []),
        { calculate: JSON.stringify(title), as: "panel" },
      ];
      fields.push({ field: "panel", type: "nominal", title: "panel" });
    }
    if (!isLine) {
      delete mark.tooltip;
      unit.mark = mark;
      encoding.tooltip = fields;
      continue;
    }
    // A line is told from its points: unseen ones take the pointer where it is near.
    const { color: _color, opacity: _opacity, ...places } = encoding;
    const near: Node = {
      type: "point",
      filled: true,
      size: 90,
      opacity: 0,
      clip: mark.clip ?? false,
      aria: false,
    };
    const touched: Node = {
      ...(unit.data !== undefined && { data: shared(unit, whole) }),
      ...(unit.transform !== undefined && { transform: unit.transform }),
      mark: near,
      encoding: { ...placesOf(places), tooltip: fields },
    };
    if (Array.isArray(node.layer)) (node.layer as Node[]).push(touched);
    else {
      const own: Node = {};
      for (const key of ["name", "data", "transform", "mark", "encoding"]) {
        if (node[key] !== undefined) own[key] = node[key];
        delete node[key];
      }
      node.layer = [own, touched];
    }
  }
}

function placesOf(encoding: Node): Node {
  const { x, y, xOffset, row, column, facet } = encoding;
  return Object.fromEntries(
    Object.entries({ x, y, xOffset, row, column, facet }).filter(([, channel]) => channel !== undefined),
  );
}

/** The unit's data under a name, so that a second layer does not repeat them. */
function shared(unit: Node, whole: Node): unknown {
  const { data } = unit;
  if (!isNode(data) || !Array.isArray(data.values)) return data;
  const datasets = (whole.datasets ??= {}) as Node;
  const name = `rows ${Object.keys(datasets).length}`;
  datasets[name] = data.values;
  unit.data = { name };
  return unit.data;
}

function rowsOf(unit: Node, node: Node, whole: Node): Node[] {
  const data = [unit.data, node.data, whole.data].find(isNode);
  if (data === undefined) return [];
  const rows = Array.isArray(data.values)
    ? data.values
    : (whole.datasets as Node | undefined)?.[String(data.name)];
  return Array.isArray(rows) ? (rows as Node[]) : [];
}

function fieldsOf(encoding: Node, rows: Node[], titles: Map<string, string>, moved: boolean): Node[] {
  const fields: Node[] = [];
  const add = (field: Node): void => {
    if (!fields.some((other) => other.field === field.field)) fields.push(field);
  };
  for (const name of ["x", "y"]) {
    const channel = encoding[name];
    if (!isNode(channel) || typeof channel.field !== "string") continue;
    const { field, type, axis, aggregate } = channel;
    const told = (channel.title as string | null | undefined) ?? titles.get(field) ?? field;
    // An axis without numbers: curves may have been moved apart.
    const drawn = moved && isNode(axis) && axis.labels === false ? ", as drawn" : "";
    add({
      field,
      type: type ?? "nominal",
      title: `${told}${drawn}`,
      ...(aggregate !== undefined && { aggregate }),
      ...(type === "quantitative" && { format: isPpm(channel) ? ".3f" : ".4~g" }),
    });
  }
  for (const name of LEGENDS) {
    const channel = encoding[name];
    if (!isNode(channel) || typeof channel.field !== "string") continue;
    add({
      field: channel.field,
      type: channel.type ?? "nominal",
      title: (channel.title as string) ?? channel.field,
    });
  }
  const [first = {}] = rows;
  for (const field of WHO) if (first[field] !== undefined) add({ field, type: "nominal", title: field });
  return fields;
}

/** The plots, and below them the spectrum of the measured and of the synthetic point that was last pointed at. */
function withSpectra(
  whole: Node,
  views: View[],
  [low, high]: readonly [number, number],
  params: Node[],
): Node {
  const names = { picked_measured: [] as string[], picked_synthetic: [] as string[] };
  const shown = new Map<string, { param: string; color: unknown }>();
  const datasets = whole.datasets as Record<string, Node[]>;
  for (const { units } of views) {
    for (const unit of units) {
      const name = String((unit.data as Node | undefined)?.name);
      if (!Array.isArray(datasets[name]?.[0]?.spectrum)) continue;
      const param = name === "measured" ? "picked_measured" : "picked_synthetic";
      names[param].push(nameOf(unit, views));
      const { scale } = (encodingOf(unit).color ?? {}) as { scale?: { domain: string[]; range: string[] } };
      shown.set(name, { param, color: scale?.range[scale.domain.indexOf(name)] });
    }
  }
  for (const [param, at] of Object.entries(names)) {
    const first = Array.from(shown).find(([, one]) => one.param === param);
    if (first === undefined) continue;
    params.push({
      name: param,
      // Each keeps its point while others are pointed at.
      select: {
        type: "point",
        fields: ["id"],
        on: `mouseover[${TAKES[param as keyof typeof TAKES]}]`,
        clear: false,
      },
      value: [{ id: datasets[first[0]][0].id }],
      views: at,
    });
  }
  const heights = [...shown.keys()].flatMap((name) =>
    datasets[name].flatMap(({ spectrum }) => spectrum as number[]),
  );
  let [bottom, top] = [0, 0];
  for (const value of heights) [bottom, top] = [Math.min(bottom, value), Math.max(top, value)];
  const lines = Array.from(shown, ([name, { param, color = figurePalette.ink }]) => {
    const points = (datasets[name][0].spectrum as number[]).length;
    return {
      data: { name },
      transform: [
        { filter: { param, empty: false } },
        { calculate: `sequence(${points})`, as: "point" },
        { flatten: ["point", "spectrum"] },
        { calculate: `${low} + datum.point * ${(high - low) / (points - 1)}`, as: "ppm" },
      ],
      mark: { type: "line", color, strokeWidth: 1.2, clip: true },
      encoding: {
        x: {
          field: "ppm",
          type: "quantitative",
          title: "Chemical shift (ppm)",
          scale: { domain: [low, high], reverse: true, nice: false, zero: false },
          axis: { tickCount: 8, format: ".1f" },
        },
        y: {
          field: "spectrum",
          type: "quantitative",
          title: "Real part (a.u.)",
          scale: { domain: [bottom, top], nice: false },
          axis: { labels: false, ticks: false, domain: false },
        },
        detail: { field: "id" },
      },
    };
  });
  const { $schema, description, usermeta, config, datasets: data, params: own, ...drawing } = whole;
  const panel = {
    width: DOUBLE_COLUMN - 60,
    height: 110,
    title: {
      text: "Spectra of the points last pointed at: grey measured, coloured synthetic",
      anchor: "start",
      offset: 6,
    },
    layer: lines,
  };
  return {
    ...{ $schema, description, usermeta, config, datasets: data },
    ...(own !== undefined && { params: own }),
    vconcat: [drawing, panel],
    resolve: { scale: { color: "independent", shape: "independent" } },
  };
}

function encodingOf(unit: Node): Node {
  return (unit.encoding as Node | undefined) ?? {};
}

function markOf(unit: Node): Node {
  return typeof unit.mark === "string" ? { type: unit.mark } : { ...(unit.mark as Node | undefined) };
}

/** A place on an axis that is shown: those of a diagram have none. */
function isRead(channel: unknown): boolean {
  return isNode(channel) && typeof channel.field === "string" && channel.axis !== null;
}

function isNode(value: unknown): value is Node {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
