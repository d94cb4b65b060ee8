import type { Density, DensityGrid } from "./density.js";

export interface KernelDensity2dOptions {
  /** Where the density is wanted, see `densityGrid`. */
  grid: DensityGrid;
  /**
   * Bandwidth: the kernel's covariance is this factor squared times the points' own (n - 1 in the divisor), as
   * scipy's `gaussian_kde` has it. In two dimensions Scott's and Silverman's rules are the same, n^(-1/6).
   * @default "scott"
   */
  bandwidth?: "scott" | "silverman" | number;
  /**
   * Instead of `bandwidth`: one round kernel of this SD, in units of the plane. Clusters far apart then do not widen
   * the kernel, and the densities of several sets are smoothed alike.
   */
  width?: number;
  /** The factor is multiplied by this: below 1 keeps clusters apart that one rule for all would blur. @default 1 */
  adjust?: number;
}

/** Kernels are cut where they have fallen to exp(-18), 1.5e-8 of their height. */
const CUT = 6;

/**
 * Gaussian kernel density of points in the plane.
 *
 * @param points - n x 2, at least three that are not on one line.
 * @throws RangeError where the points are too few or on one line.
 */
export function kernelDensity2d(points: Float32Array, options: KernelDensity2dOptions): Density {
  const { grid, bandwidth = "scott", adjust = 1, width } = options;
  const n = points.length / 2;
  const rule = typeof bandwidth === "number" ? bandwidth : n ** (-1 / 6);
  const factor = adjust * rule;
  const { xx, xy, yy } =
    width === undefined ? covariance(points, n, factor) : { xx: width ** 2, xy: 0, yy: width ** 2 };
  const determinant = xx * yy - xy * xy;
  if (!(factor > 0 && determinant > 1e-12 * xx * yy)) {
    throw new RangeError(`at least three points that are not on one line are needed, got ${n} points`);
  }
  const [columns, rows] = grid.size;
  const stepX = (grid.x[1] - grid.x[0]) / (columns - 1);
  const stepY = (grid.y[1] - grid.y[0]) / (rows - 1);
  const height = 1 / (2 * Math.PI * Math.sqrt(determinant) * n);
  // The inverse covariance, halved: the exponent is -(p dx^2 + q dx dy + r dy^2).
  const p = yy / (2 * determinant);
  const q = -xy / determinant;
  const r = xx / (2 * determinant);
  const [reachX, reachY] = [CUT * Math.sqrt(xx), CUT * Math.sqrt(yy)];
  const values = new Float64Array(columns * rows);
  for (let i = 0; i < n; i++) {
    const [x, y] = [points[2 * i] - grid.x[0], points[2 * i + 1] - grid.y[0]];
    const firstColumn = Math.max(0, Math.ceil((x - reachX) / stepX));
    const lastColumn = Math.min(columns - 1, Math.floor((x + reachX) / stepX));
    const firstRow = Math.max(0, Math.ceil((y - reachY) / stepY));
    const lastRow = Math.min(rows - 1, Math.floor((y + reachY) / stepY));
    for (let row = firstRow; row <= lastRow; row++) {
      const dy = row * stepY - y;
      for (let column = firstColumn; column <= lastColumn; column++) {
        const dx = column * stepX - x;
        const exponent = p * dx * dx + q * dx * dy + r * dy * dy;
        values[row * columns + column] += height * Math.exp(-exponent);
      }
    }
  }
  return { x: grid.x, y: grid.y, size: grid.size, values };
}

function covariance(points: Float32Array, n: number, factor: number): { xx: number; xy: number; yy: number } {
  let [meanX, meanY] = [0, 0];
  for (let i = 0; i < n; i++) {
    meanX += points[2 * i] / n;
    meanY += points[2 * i + 1] / n;
  }
  let [xx, xy, yy] = [0, 0, 0];
  for (let i = 0; i < n; i++) {
    const [dx, dy] = [points[2 * i] - meanX, points[2 * i + 1] - meanY];
    xx += dx * dx;
    xy += dx * dy;
    yy += dy * dy;
  }
  const scale = factor ** 2 / (n - 1);
  return { xx: xx * scale, xy: xy * scale, yy: yy * scale };
}
