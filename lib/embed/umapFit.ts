import { setImmediate as yieldToEvents } from "node:timers/promises";
import { UMAP } from "umap-js";
import type { Progress, RandomSource } from "../signal/index.js";
import type { Embedding } from "./embedding.js";
import { nearestNeighbours } from "./nearestNeighbours.js";

export interface UmapFitOptions {
  /** Neighbours of each point, itself counted, as umap-learn counts them. @default 15 */
  neighbours?: number;
  /** Least distance between points in the embedding. @default 0.1 */
  minDist?: number;
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Share of the work that finding the neighbours is, for the progress bar. */
const NEIGHBOUR_SHARE = 0.2;
/** Milliseconds between two looks at the abort signal. */
const SLICE = 50;

/**
 * A two-dimensional UMAP embedding (McInnes, Healy and Melville 2018), by umap-js given exact neighbours. The
 * same random source in the same state gives the same embedding.
 *
 * @param points - n x d, row-major.
 * @param shape - [n, d]; n above `neighbours`.
 * @throws RangeError where sizes do not match, a value is not finite or there are too few points.
 */
export async function umapFit(
  points: Float32Array,
  shape: readonly [number, number],
  options: UmapFitOptions,
): Promise<Embedding> {
  const { neighbours = 15, minDist = 0.1, random, progress, signal } = options;
  const [n] = shape;
  if (!(Number.isInteger(neighbours) && neighbours >= 2 && neighbours < n)) {
    throw new RangeError(
      `neighbours must be a whole number from 2 to below the ${n} points, got ${neighbours}`,
    );
  }
  const near = await nearestNeighbours(points, shape, {
    count: neighbours,
    progress: (done, total) => progress?.((NEIGHBOUR_SHARE * done) / total, 1, "neighbours"),
    signal,
  });
  const rowsOf = (values: Int32Array | Float64Array): number[][] =>
    Array.from({ length: n }, (_, i) => Array.from(values.subarray(i * neighbours, (i + 1) * neighbours)));

  const umap = new UMAP({ nNeighbors: neighbours, minDist, random: () => random.uniform() });
  umap.setPrecomputedKNN(rowsOf(near.indices), rowsOf(near.distances));
  // Given neighbours, umap-js reads no value of the data, only how many points there are.
  const epochs = umap.initializeFit(Array.from({ length: n }, () => []));
  let yielded = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    umap.step();
    if (performance.now() - yielded > SLICE) {
      progress?.(NEIGHBOUR_SHARE + (1 - NEIGHBOUR_SHARE) * ((epoch + 1) / epochs), 1, `epoch ${epoch + 1}`);
      await yieldToEvents();
      signal?.throwIfAborted();
      yielded = performance.now();
    }
  }
  progress?.(1, 1, `epoch ${epochs}`);
  return { points, shape, coordinates: Float32Array.from(umap.getEmbedding().flat()), neighbours, minDist };
}
