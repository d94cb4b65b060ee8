import type { YaeNoise } from "./yaeNoise.js";

/** A draw from the posterior of noise. */
export interface YaePosteriorRow {
  source: string;
  shape: number;
  /** Of the spectrum's largest magnitude. */
  scale: number;
}

/** @param most - draws of each source at most, evenly taken. @default 400 */
export function yaePosteriorRows(noise: readonly YaeNoise[], most = 400): YaePosteriorRow[] {
  return noise.flatMap(({ source, posterior: { shape, scale } }) => {
    const step = Math.max(1, Math.floor(shape.length / most));
    return Array.from({ length: Math.floor(shape.length / step) }, (_, k) => ({
      source,
      shape: shape[k * step],
      scale: scale[k * step],
    }));
  });
}
