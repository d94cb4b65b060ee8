import type { DensityGrid } from "./density.js";

export interface DensityGridOptions {
  /** Grid points along the longer side. @default 128 */
  size?: number;
  /** Margin on each side, a share of the longer side. @default 0.1 */
  margin?: number;
}

/**
 * One grid with square cells around several sets of points, so that their densities can be compared.
 *
 * @param sets - each n x 2.
 * @throws RangeError where there are no points or a coordinate is not finite.
 */
export function densityGrid(sets: readonly Float32Array[], options: DensityGridOptions = {}): DensityGrid {
  const { size = 128, margin = 0.1 } = options;
  const low = [Infinity, Infinity];
  const high = [-Infinity, -Infinity];
  for (const set of sets) {
    for (let k = 0; k < set.length; k++) {
      if (!Number.isFinite(set[k]))
        throw new RangeError(`coordinates must be finite, got ${set[k]} in row ${k >> 1}`);
      low[k % 2] = Math.min(low[k % 2], set[k]);
      high[k % 2] = Math.max(high[k % 2], set[k]);
    }
  }
  const longer = Math.max(high[0] - low[0], high[1] - low[1]);
  if (!Number.isFinite(longer)) throw new RangeError("at least one point is needed, got none");
  const around = margin * longer || 0.5;
  const cell = (longer + 2 * around) / (size - 1);
  const axis = (k: number): { ends: [number, number]; points: number } => {
    const cells = Math.ceil((high[k] - low[k] + 2 * around) / cell - 1e-9);
    const middle = (low[k] + high[k]) / 2;
    return { ends: [middle - (cells * cell) / 2, middle + (cells * cell) / 2], points: cells + 1 };
  };
  const [x, y] = [axis(0), axis(1)];
  return { x: x.ends, y: y.ends, size: [x.points, y.points] };
}
