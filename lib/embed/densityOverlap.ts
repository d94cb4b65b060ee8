import type { Density } from "./density.js";

/**
 * How much of two densities is common, the integral of the smaller of the two (the overlap coefficient): 1 where
 * they are the same, 0 where they nowhere meet. What lies outside the grid is not counted, so the grid must
 * hold both.
 *
 * @throws RangeError where the grids differ.
 */
export function densityOverlap(a: Density, b: Density): number {
  const same = (["x", "y", "size"] as const).every(
    (key) => a[key][0] === b[key][0] && a[key][1] === b[key][1],
  );
  if (!same) throw new RangeError("both densities must be on the same grid");
  let sum = 0;
  for (let k = 0; k < a.values.length; k++) sum += Math.min(a.values[k], b.values[k]);
  const area = ((a.x[1] - a.x[0]) / (a.size[0] - 1)) * ((a.y[1] - a.y[0]) / (a.size[1] - 1));
  return sum * area;
}
