import type { TopLevelSpec } from "vega-lite";
import type { FigureMeta, FigureOptions } from "./figureMeta.js";
import { figureTheme } from "./figureTheme.js";

/** A figure's drawing with the theme and its description around it. */
export function figureSpec(
  drawing: object,
  defaults: Pick<FigureMeta, "id" | "title" | "caption"> & { alt: string },
  options: FigureOptions,
): TopLevelSpec {
  const { alt = defaults.alt, id, title, caption, notebook, numbers, provenance, spectrumPpm } = options;
  const usermeta: FigureMeta = {
    id: id ?? defaults.id,
    title: title ?? defaults.title,
    caption: caption ?? defaults.caption,
    ...(notebook !== undefined && { notebook }),
    ...(numbers !== undefined && { numbers }),
    ...(provenance !== undefined && { provenance }),
    ...(spectrumPpm !== undefined && { spectrumPpm }),
  };
  return {
    $schema: "https://vega.github.io/schema/vega-lite/v5.json",
    description: alt,
    usermeta,
    config: figureTheme,
    ...drawing,
  } as unknown as TopLevelSpec;
}
