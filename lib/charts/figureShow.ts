import type { TopLevelSpec } from "vega-lite";
import { figureInteractive } from "./figureInteractive.js";
import { figureRender } from "./figureRender.js";
import { kernelDisplay } from "./kernelDisplay.js";

/**
 * Shows a figure in a notebook, as one output of several kinds: JupyterLab draws the
 * interactive figure, an exported page takes the SVG. Does nothing outside a notebook.
 */
export async function figureShow(spec: TopLevelSpec): Promise<void> {
  const display = kernelDisplay();
  if (display === undefined) return;
  const { svg } = await figureRender(spec);
  const { description = "figure" } = spec as { description?: string };
  const bundle = {
    "application/vnd.vegalite.v5+json": figureInteractive(spec),
    "image/svg+xml": svg,
    "text/plain": description,
  };
  display(bundle, undefined, { "image/svg+xml": { alt: description } });
}
