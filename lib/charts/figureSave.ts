import path from "node:path";
import type { TopLevelSpec } from "vega-lite";
import { writeFileAtomic } from "../io/index.js";
import { figureRender, type FigureRenderOptions } from "./figureRender.js";

export interface FigureSaveOptions extends FigureRenderOptions {
  folder: string;
}

export interface SavedFigure {
  spec: string;
  svg: string;
  png: string;
}

/**
 * Writes a figure as `id.svg`, `id.png` and, last, `id.vl.json`: a spec in the folder has its pictures.
 *
 * @returns the paths.
 */
export async function figureSave(
  id: string,
  spec: TopLevelSpec,
  options: FigureSaveOptions,
): Promise<SavedFigure> {
  const { folder, ...rendering } = options;
  const { svg, png } = await figureRender(spec, rendering);
  const file = (ending: string): string => path.join(folder, `${id}.${ending}`);
  const saved = { spec: file("vl.json"), svg: file("svg"), png: file("png") };
  await writeFileAtomic(saved.svg, svg);
  await writeFileAtomic(saved.png, png);
  await writeFileAtomic(saved.spec, `${JSON.stringify(spec)}\n`);
  return saved;
}
