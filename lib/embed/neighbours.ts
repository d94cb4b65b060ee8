/** The nearest points of each query, nearest first. */
export interface Neighbours {
  /** queries x count, rows of the points. */
  indices: Int32Array;
  /** queries x count, Euclidean. */
  distances: Float64Array;
  /** [queries, count]. */
  shape: readonly [number, number];
}
