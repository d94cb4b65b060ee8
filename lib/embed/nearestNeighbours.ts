import type { Progress } from "../signal/index.js";
import type { Neighbours } from "./neighbours.js";
import { squaredDistanceChunks, type DistanceChunk } from "./squaredDistanceChunks.js";

export interface NearestNeighboursOptions {
  /** m x d, the points whose neighbours are looked for. @default the points themselves, each its own first neighbour */
  queries?: Float32Array;
  /** Neighbours of each query. @default 15 */
  count?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Half the distance between 1 and the next number in single precision. */
const SINGLE_ROUNDOFF = 2 ** -24;
/** What TF32 (10 bits of mantissa, both factors rounded) adds to the relative error of a product. */
const TF32_ERROR = 2 ** -9;

/**
 * The exact Euclidean nearest neighbours, ties in order of row. A matrix product in single precision finds the
 * candidates; their distances are then computed in double, and every point whose product lies within the
 * product's own rounding bound of the last neighbour is looked at too, so that the result does not depend on
 * the tensor engine.
 *
 * @param points - n x d, row-major.
 * @param shape - [n, d].
 * @throws RangeError where sizes do not match, `count` exceeds n, or a value is not finite.
 */
export async function nearestNeighbours(
  points: Float32Array,
  shape: readonly [number, number],
  options: NearestNeighboursOptions = {},
): Promise<Neighbours> {
  const { queries = points, count = 15, progress, signal } = options;
  const [n, d] = shape;
  if (!(Number.isInteger(count) && count >= 1 && count <= n)) {
    throw new RangeError(`count must be a whole number in [1, ${n}], got ${count}`);
  }
  const m = Math.floor(queries.length / d);
  const indices = new Int32Array(m * count);
  const distances = new Float64Array(m * count);
  // A dot product of d terms errs by at most d roundoffs of |a| |b| <= (|a|^2 + |b|^2) / 2, twice; the rest is
  // for centring, for the sum of the three terms and for their store in single precision.
  let error = (d + 16) * SINGLE_ROUNDOFF;
  for await (const chunk of squaredDistanceChunks(points, shape, queries, signal)) {
    for (let row = 0; row < chunk.rows; row++) {
      const i = chunk.start + row;
      const search: RowSearch = { points, queries, d, count, i, self: queries === points ? i : -1 };
      let best = rowNeighbours(search, chunk, error);
      if (best === undefined) {
        // The engine multiplies less precisely than in single precision: on a GPU it may use TF32.
        error += TF32_ERROR;
        best = rowNeighbours(search, chunk, error);
        if (best === undefined)
          throw new Error("the tensor engine's matrix product is less precise than TF32");
      }
      for (let k = 0; k < count; k++) {
        indices[i * count + k] = best[k].index;
        distances[i * count + k] = Math.sqrt(best[k].squared);
      }
    }
    progress?.(chunk.start + chunk.rows, m, "neighbours");
  }
  return { indices, distances, shape: [m, count] };
}

interface Candidate {
  index: number;
  squared: number;
}

interface RowSearch {
  points: Float32Array;
  queries: Float32Array;
  d: number;
  count: number;
  /** The query. */
  i: number;
  /** The query's own row among the points, or -1. */
  self: number;
}

/** The neighbours of one query, or `undefined` when a product was seen to break its bound. */
function rowNeighbours(search: RowSearch, chunk: DistanceChunk, error: number): Candidate[] | undefined {
  const { points, queries, d, count, i, self } = search;
  const { norms } = chunk;
  const n = norms.length;
  const norm = chunk.queryNorms[i];
  const rough = chunk.squared.subarray((i - chunk.start) * n, (i - chunk.start + 1) * n);

  const best: Candidate[] = [];
  const looked = new Set<number>();
  // A point is first even where another row has the same values: UMAP's graph counts on it.
  if (self >= 0) best.push({ index: self, squared: -1 });
  looked.add(self);
  const look = (j: number): boolean => {
    const squared = squaredDistance(queries, i * d, points, j * d, d);
    looked.add(j);
    insert(best, { index: j, squared }, count);
    return Math.abs(squared - rough[j]) <= error * (norm + norms[j]);
  };

  const likely: Candidate[] = [];
  let worst = Infinity;
  for (let j = 0; j < n; j++) {
    if (rough[j] < worst && j !== self) {
      insert(likely, { index: j, squared: rough[j] }, count);
      if (likely.length === count) worst = likely[count - 1].squared;
    }
  }
  for (const { index } of likely) if (!look(index)) return undefined;
  for (let j = 0; j < n; j++) {
    if (rough[j] - error * (norm + norms[j]) <= best[count - 1].squared && !looked.has(j) && !look(j)) {
      return undefined;
    }
  }
  if (self >= 0) best[0].squared = 0;
  return best;
}

/** Into a list sorted by distance, then row, cut at `count`. */
function insert(list: Candidate[], candidate: Candidate, count: number): void {
  const { index, squared } = candidate;
  let at = list.length;
  while (
    at > 0 &&
    (list[at - 1].squared > squared || (list[at - 1].squared === squared && list[at - 1].index > index))
  ) {
    at--;
  }
  if (at >= count) return;
  list.splice(at, 0, candidate);
  if (list.length > count) list.pop();
}

function squaredDistance(a: Float32Array, atA: number, b: Float32Array, atB: number, d: number): number {
  let sum = 0;
  for (let k = 0; k < d; k++) {
    const difference = a[atA + k] - b[atB + k];
    sum += difference * difference;
  }
  return sum;
}
