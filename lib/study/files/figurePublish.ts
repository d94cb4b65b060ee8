import path from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { figureMeta, figureSave, figureShow } from "../../charts/index.js";
import { InputError } from "../../signal/index.js";
import { figureMap } from "./figureMap.js";
import { projectRoot } from "../../kept/index.js";

/** Where figures are written: `$MRS_FIGURES`, else `figures/` of the project. */
export function figuresFolder(): string {
  return process.env.MRS_FIGURES ?? path.join(projectRoot(), "figures");
}

/**
 * Saves a figure (spec, SVG, PNG) in the figures folder and shows it in a notebook.
 *
 * @throws InputError when the figure is not in `data/figures.json`: every figure has one notebook.
 */
export async function figurePublish(spec: TopLevelSpec): Promise<void> {
  const { id } = figureMeta(spec);
  if (!figureMap().some((figure) => figure.id === id)) {
    throw new InputError({
      file: "data/figures.json",
      key: "figure",
      value: id,
      expected: "a figure of the map",
    });
  }
  await figureSave(id, spec, { folder: figuresFolder() });
  await figureShow(spec);
}
