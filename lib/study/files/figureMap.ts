import { dataRead } from "../../signal/index.js";

/** Where a figure comes from. */
export interface FigureSource {
  id: string;
  /** The one notebook that makes it, without folder and ending. */
  notebook: string;
  /** Whether it is of measured scans, and left out without them. */
  measured: boolean;
}

/** Every figure of the project with its notebook (`data/figures.json`). */
export function figureMap(): FigureSource[] {
  const { about: _, ...figures } =
    dataRead<Record<string, { notebook: string; measured?: boolean }>>("figures.json");
  return Object.entries(figures).map(([id, { notebook, measured = false }]) => ({ id, notebook, measured }));
}
