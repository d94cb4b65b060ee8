import * as vega from "vega";
import { compile, type TopLevelSpec } from "vega-lite";
import { escapeHtml } from "./escapeHtml.js";
import { fontRegister } from "./fontRegister.js";

export interface FigureRenderOptions {
  /** Pixels of the PNG per CSS pixel. @default 300 / 96, which is 300 dots per inch at the figure's own size */
  scale?: number;
  /** Whether to draw what Vega-Lite or Vega warn of. @default false */
  warned?: boolean;
}

export interface RenderedFigure {
  svg: string;
  png: Buffer;
}

/** The one thing that is used of the canvas that Vega draws on. */
interface PngCanvas {
  toBuffer(type: "image/png"): Buffer;
}

/**
 * A figure as SVG and PNG.
 *
 * @throws Error where Vega-Lite or Vega warn of anything, unless `warned`: a warning is a figure that is not what was
 * meant.
 */
export async function figureRender(
  spec: TopLevelSpec,
  options: FigureRenderOptions = {},
): Promise<RenderedFigure> {
  const { scale = 300 / 96, warned = false } = options;
  fontRegister();
  const warnings: string[] = [];
  const { spec: compiled } = compile(spec, { logger: collector(warnings) });
  const view = new vega.View(vega.parse(compiled), { renderer: "none", logger: collector(warnings) });
  try {
    const svg = await view.toSVG();
    const canvas = (await view.toCanvas(scale)) as unknown as PngCanvas;
    if (!warned && warnings.length > 0)
      throw new Error(`the figure was drawn with warnings: ${warnings.join("; ")}`);
    return { svg: svgTidy(svg, spec), png: canvas.toBuffer("image/png") };
  } finally {
    view.finalize();
  }
}

interface Collector {
  level(): number;
  level(level: number): Collector;
  error(...args: readonly unknown[]): Collector;
  warn(...args: readonly unknown[]): Collector;
  info(): Collector;
  debug(): Collector;
}

/** A logger of Vega's kind that keeps what it is told. */
function collector(warnings: string[]): Collector {
  const keep = (...args: readonly unknown[]): Collector => {
    warnings.push(args.map(String).join(" "));
    return logger;
  };
  const logger: Collector = {
    level: ((level?: number) => (level === undefined ? vega.Warn : logger)) as Collector["level"],
    error: keep,
    warn: keep,
    info: () => logger,
    debug: () => logger,
  };
  return logger;
}

/** Two decimals are a hundredth of a pixel; Vega writes sixteen. And the title that a browser or a reader shows. */
function svgTidy(svg: string, spec: TopLevelSpec): string {
  const { description, usermeta } = spec as { description?: string; usermeta?: { title?: unknown } };
  const short = svg.replace(/ (?:d|transform)="[^"]*"/g, (attribute) =>
    attribute.replace(/-?\d*\.\d{3,}(?:e-?\d+)?/g, (number) => String(Number(Number(number).toFixed(2)))),
  );
  const title = typeof usermeta?.title === "string" ? `<title>${escapeHtml(usermeta.title)}</title>` : "";
  const text = description === undefined ? "" : `<desc>${escapeHtml(description)}</desc>`;
  return short.replace(/<svg[^>]*>/, (opening) => `${opening}${title}${text}`);
}
