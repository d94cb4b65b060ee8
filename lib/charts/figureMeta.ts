import type { TopLevelSpec } from "vega-lite";

/** A number that the text quotes. */
export interface FigureNumber {
  name: string;
  value: number | string;
  unit?: string;
}

/** What a figure knows of itself, kept in its spec's `usermeta`. */
export interface FigureMeta {
  /** The figure's name and its files', for example `fig4-reconstruction`. */
  id: string;
  title: string;
  caption: string;
  /** The notebook that makes it, from the project's root, for example `notebooks/01-reconstruction.ipynb`. */
  notebook?: string;
  numbers?: readonly FigureNumber[];
  /** What made it: config, seed, hashes of the inputs, version, date. */
  provenance?: object;
  /** Where rows of the figure's data hold a `spectrum` of their own: the ppm of its first and last value. */
  spectrumPpm?: readonly [number, number];
}

/** What every figure function takes besides its rows: parts of the figure's own description. */
export interface FigureOptions extends Partial<FigureMeta> {
  /** What a reader who cannot see the figure is told, in place of its caption. */
  alt?: string;
}

/** The figure's description, read back from its spec. */
export function figureMeta(spec: TopLevelSpec): FigureMeta {
  const { usermeta } = spec as { usermeta?: Record<string, unknown> };
  if (typeof usermeta?.id !== "string")
    throw new TypeError("the spec is of no figure: it has no usermeta.id");
  return usermeta as unknown as FigureMeta;
}
