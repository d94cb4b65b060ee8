import type { TopLevelSpec } from "vega-lite";
import { figureInteractive } from "./figureInteractive.js";
import { figureRender } from "./figureRender.js";
import { kernelDisplay } from "./kernelDisplay.js";

/**
 * Shows a figure in a notebook, as one output of several kinds: JupyterLab draws the
 * interactive figure, an exported page takes the SVG. Does nothing outside a notebook.
 *
 * @param figure - one of the library's figures, or any Vega-Lite specification (version 5), which is shown as it is.
 */
export async function figureShow(figure: object): Promise<void> {
  const display = kernelDisplay();
  if (display === undefined) return;
  const spec = figure as TopLevelSpec;
  const { description = "figure", usermeta } = spec as { description?: string; usermeta?: { id?: unknown } };
  const ours = typeof usermeta?.id === "string";
  const { svg } = await figureRender(spec, { warned: !ours });
  // Without vega-embed's menu, as in figureInteractive
  const plain = { ...spec, usermeta: { embedOptions: { actions: false }, ...usermeta } };
  const bundle = {
    "application/vnd.vegalite.v5+json": ours ? figureInteractive(spec) : plain,
    "image/svg+xml": svg,
    "text/plain": description,
  };
  display(bundle, undefined, { "image/svg+xml": { alt: description } });
}
