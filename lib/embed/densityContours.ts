import type { Density } from "./density.js";

export interface DensityContour {
  /** The share of the density that lies within. */
  mass: number;
  /** The density on the contour. */
  level: number;
  /**
   * Closed rings of [x, y], first and last the same. Outer rings run against the clock and holes with it, so that
   * a fill by the non-zero rule is right.
   */
  rings: [number, number][][];
}

/**
 * The smallest regions that hold given shares of a density, as closed rings (marching squares with linear
 * interpolation; what lies outside the grid counts as zero).
 *
 * @param masses - shares in (0, 1).
 */
export function densityContours(
  density: Density,
  masses: readonly number[] = [0.5, 0.8, 0.95],
): DensityContour[] {
  const sorted = density.values.slice().sort().reverse();
  const total = sorted.reduce((sum, value) => sum + value, 0);
  return masses.map((mass) => {
    if (!(mass > 0 && mass < 1)) throw new RangeError(`mass must be in (0, 1), got ${mass}`);
    let k = 0;
    for (let sum = sorted[0]; sum < mass * total && k < sorted.length - 1; sum += sorted[++k]);
    while (sorted[k + 1] === sorted[k]) k++;
    // Half way to the next value, so that no corner lies on the contour.
    const level = (sorted[k] + (sorted[k + 1] ?? 0)) / 2;
    return { mass, level, rings: ringsAt(density, level) };
  });
}

/** A point on an edge of the grid: its key and its place. */
interface Crossing {
  key: number;
  place: [number, number];
}

function ringsAt(density: Density, level: number): [number, number][][] {
  const { x, y, values } = density;
  const [columns, rows] = density.size;
  const stepX = (x[1] - x[0]) / (columns - 1);
  const stepY = (y[1] - y[0]) / (rows - 1);
  const at = (column: number, row: number): number =>
    column < 0 || row < 0 || column >= columns || row >= rows ? 0 : values[row * columns + column];

  // Edges between grid points, one ring of zeros outside: 2 a point, to the right and up.
  const edgeKey = (column: number, row: number, up: 0 | 1): number =>
    2 * ((row + 1) * (columns + 2) + column + 1) + up;
  const crossing = (column: number, row: number, up: 0 | 1): Crossing => {
    const here = at(column, row);
    const there = up ? at(column, row + 1) : at(column + 1, row);
    // Along the border the ring outside is drawn on the border itself.
    const share = (level - here) / (there - here);
    const placeX = clamp(column + (up ? 0 : share), columns - 1);
    const placeY = clamp(row + (up ? share : 0), rows - 1);
    return { key: edgeKey(column, row, up), place: [x[0] + placeX * stepX, y[0] + placeY * stepY] };
  };

  // Each cell gives one or two pieces with the higher side on the left; `next` joins them at the edges.
  const next = new Map<number, Crossing>();
  const starts = new Map<number, Crossing>();
  for (let row = -1; row < rows; row++) {
    for (let column = -1; column < columns; column++) {
      const corners = [at(column, row), at(column + 1, row), at(column + 1, row + 1), at(column, row + 1)];
      const high = corners.map((value) => value > level);
      const code = high.reduce((sum, one, k) => sum + (one ? 1 << k : 0), 0);
      if (code === 0 || code === 15) continue;
      const edges = [
        (): Crossing => crossing(column, row, 0),
        (): Crossing => crossing(column + 1, row, 1),
        (): Crossing => crossing(column, row + 1, 0),
        (): Crossing => crossing(column, row, 1),
      ];
      const centreHigh = corners.reduce((sum, value) => sum + value, 0) / 4 > level;
      for (const [from, to] of pieces(high, centreHigh)) {
        const start = edges[from]();
        starts.set(start.key, start);
        next.set(start.key, edges[to]());
      }
    }
  }
  const rings: [number, number][][] = [];
  while (next.size > 0) {
    const first = next.keys().next().value as number;
    const ring = [starts.get(first)!.place];
    let crossed = next.get(first);
    next.delete(first);
    while (crossed !== undefined) {
      ring.push(crossed.place);
      const { key } = crossed;
      crossed = next.get(key);
      next.delete(key);
    }
    rings.push(ring);
  }
  return rings;
}

/**
 * The pieces of contour in a cell, as [edge it comes from, edge it goes to], the high corners on its left. Corners
 * and edges are counted against the clock from the lower left corner and the lower edge; edge k ends in corner
 * k + 1. Going round the cell, the contour enters where low turns to high … and leaves where high turns to low.
 */
function pieces(high: boolean[], centreHigh: boolean): [number, number][] {
  const rises: number[] = [];
  const falls: number[] = [];
  for (let edge = 0; edge < 4; edge++) {
    const [from, to] = [high[edge], high[(edge + 1) % 4]];
    if (!from && to) rises.push(edge);
    if (from && !to) falls.push(edge);
  }
  if (rises.length === 1) return [[falls[0], rises[0]]];
  // A saddle: with a high centre the two high corners hold together and each low corner is cut off.
  return rises.map((rise) => {
    const fall = centreHigh ? (rise + 3) % 4 : (rise + 1) % 4;
    return [fall, rise];
  });
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
