/** A regular grid of points in the plane, edges included. */
export interface DensityGrid {
  /** [lowest, highest]. */
  x: readonly [number, number];
  /** [lowest, highest]. */
  y: readonly [number, number];
  /** Points along x and along y. */
  size: readonly [number, number];
}

/** A probability density at the points of a grid. */
export interface Density extends DensityGrid {
  /** size[1] rows of size[0] values, y ascending by row: per unit of area. */
  values: Float64Array;
}
