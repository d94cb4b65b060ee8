import * as tf from "@tensorflow/tfjs";
import { engineStart } from "../engine/index.js";

/** Some rows of a table of squared distances, queries x points. */
export interface DistanceChunk {
  /** The first query. */
  start: number;
  /** Queries in this chunk. */
  rows: number;
  /** rows x n, single precision, off by at most `error x (|query|^2 + |point|^2)`, norms from the points' mean. */
  squared: Float32Array;
  /** |point|^2 from the points' mean, n values. */
  norms: Float64Array;
  /** |query|^2 from the points' mean, one a query (of all, not of this chunk). */
  queryNorms: Float64Array;
}

/** Distances held at a time: 64 MB. */
const CHUNK_VALUES = 2 ** 24;

/**
 * All squared Euclidean distances from each query to each point, some queries at a time, as one matrix product
 * on the tensor engine. Single precision: see `DistanceChunk.squared`.
 *
 * @param points - n x d, row-major.
 * @param shape - [n, d].
 * @param queries - m x d; `points` itself for the distances among the points.
 * @throws RangeError where sizes do not match or a value is not finite.
 */
export async function* squaredDistanceChunks(
  points: Float32Array,
  shape: readonly [number, number],
  queries: Float32Array,
  signal?: AbortSignal,
): AsyncGenerator<DistanceChunk, void> {
  const [n, d] = shape;
  if (points.length !== n * d)
    throw new RangeError(`points must hold ${n} x ${d} values, got ${points.length}`);
  if (queries.length % d !== 0) {
    throw new RangeError(`queries must hold a multiple of ${d} values, got ${queries.length}`);
  }
  const m = queries.length / d;
  requireFinite(points, d, "points");
  requireFinite(queries, d, "queries");
  // Distances do not change with the origin; the rounding of the products does, for it grows with the norms.
  const mean = columnMeans(points, n, d);
  const centred = centre(points, mean);
  const centredQueries = queries === points ? centred : centre(queries, mean);
  const norms = squaredNorms(centred, n, d);
  const queryNorms = queries === points ? norms : squaredNorms(centredQueries, m, d);
  const chunk = Math.max(1, Math.floor(CHUNK_VALUES / n));
  engineStart();
  const all = tf.tensor2d(centred, [n, d]);
  try {
    for (let start = 0; start < m; start += chunk) {
      signal?.throwIfAborted();
      const rows = Math.min(chunk, m - start);
      const product = tf.tidy(() => {
        const some = tf.tensor2d(centredQueries.subarray(start * d, (start + rows) * d), [rows, d]);
        return tf.matMul(some, all, false, true);
      });
      const dots = (await product.data()) as Float32Array;
      product.dispose();
      const squared = new Float32Array(rows * n);
      for (let i = 0, k = 0; i < rows; i++) {
        const norm = queryNorms[start + i];
        for (let j = 0; j < n; j++, k++) squared[k] = norm + norms[j] - 2 * dots[k];
      }
      yield { start, rows, squared, norms, queryNorms };
    }
  } finally {
    all.dispose();
  }
}

function columnMeans(values: Float32Array, n: number, d: number): Float64Array {
  const mean = new Float64Array(d);
  for (let i = 0, k = 0; i < n; i++) for (let j = 0; j < d; j++) mean[j] += values[k++];
  return mean.map((sum) => sum / n);
}

function centre(values: Float32Array, mean: Float64Array): Float32Array {
  const d = mean.length;
  const centred = new Float32Array(values.length);
  for (let start = 0; start < values.length; start += d) {
    for (let j = 0; j < d; j++) centred[start + j] = values[start + j] - mean[j];
  }
  return centred;
}

function squaredNorms(values: Float32Array, n: number, d: number): Float64Array {
  const norms = new Float64Array(n);
  for (let i = 0; i < n; i++) {
    for (let k = i * d; k < (i + 1) * d; k++) norms[i] += values[k] * values[k];
  }
  return norms;
}

function requireFinite(values: Float32Array, d: number, name: string): void {
  const at = values.findIndex((value) => !Number.isFinite(value));
  if (at >= 0) throw new RangeError(`${name} must be finite, got ${values[at]} in row ${Math.floor(at / d)}`);
}
