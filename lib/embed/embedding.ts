/** A two-dimensional UMAP embedding and the points that it was learned on. */
export interface Embedding {
  /** n x d, not copied. */
  points: Float32Array;
  /** [n, d]. */
  shape: readonly [number, number];
  /** n x 2. */
  coordinates: Float32Array;
  /** UMAP's neighbourhood, each point counted as its own first neighbour. */
  neighbours: number;
  /** UMAP's least distance between points in the embedding. */
  minDist: number;
}

/** New points put into an embedding. */
export interface Projection {
  /** m x 2. */
  coordinates: Float32Array;
  /**
   * m values: distance from each new point to the nearest point of the embedding, in the space of the data. A
   * projection always lands among the points that the embedding knows; this tells how far it came.
   */
  nearestDistance: Float64Array;
}
