import { figurePalette } from "./figurePalette.js";

/** How a method of making more transients is drawn; never by colour alone. */
export interface MethodStyle {
  method: string;
  title: string;
  color: string;
  shape: string;
  /** Lengths of strokes and gaps, CSS pixels; empty for a whole line. */
  dash: number[];
}

const { random, interpolation, hybrid, ink, line } = figurePalette;

/** What the figures know: the paper's samplers in the paper's hues, measured data dark, baselines broken. */
const KNOWN: Readonly<Record<string, Omit<MethodStyle, "method" | "title">>> = {
  "full scan": { color: line, shape: "square", dash: [] },
  subset: { color: ink, shape: "circle", dash: [] },
  random: { color: random, shape: "circle", dash: [] },
  interpolation: { color: interpolation, shape: "triangle-up", dash: [] },
  hybrid: { color: hybrid, shape: "square", dash: [] },
  copies: { color: "#8C6D1F", shape: "cross", dash: [1, 2] },
  "low rank": { color: "#E07A00", shape: "diamond", dash: [5, 2] },
  "mean reconstruction": { color: "#56B4E9", shape: "triangle-down", dash: [4, 2, 1, 2] },
  "mean latent": { color: "#332288", shape: "triangle-left", dash: [2, 2] },
  consistent: { color: "#AA4499", shape: "diamond", dash: [] },
  "consistent vae": { color: "#882255", shape: "triangle-right", dash: [6, 2] },
  covariance: { color: "#117733", shape: "triangle-up", dash: [3, 1] },
  "covariance averages": { color: "#66BB77", shape: "triangle-down", dash: [1, 2] },
  "covariance recurrent": { color: "#E07A00", shape: "diamond", dash: [6, 2] },
  "training mean": { color: "#999933", shape: "cross", dash: [1, 2] },
  conditional: { color: "#CC6677", shape: "triangle-right", dash: [3, 1] },
  "conditional fitted": { color: "#332288", shape: "triangle-up", dash: [4, 2, 1, 2] },
  "conditional control": { color: "#8C6D1F", shape: "cross", dash: [1, 2] },
};
/** For methods that no figure knows yet. */
const OTHERS: readonly Omit<MethodStyle, "method" | "title">[] = [
  { color: "#999933", shape: "diamond", dash: [6, 2] },
  { color: "#DDCC77", shape: "triangle-right", dash: [3, 1] },
  { color: "#44AA99", shape: "triangle-up", dash: [4, 2, 1, 2] },
];

/** The methods that rows have, in their order, each with its style. */
export function methodStyles(rows: readonly { method: string; title: string }[]): MethodStyle[] {
  const titles = new Map(rows.map(({ method, title }) => [method, title]));
  let others = 0;
  return Array.from(titles, ([method, title]) => ({
    method,
    title,
    ...(KNOWN[method] ?? OTHERS[others++ % OTHERS.length]),
  }));
}
