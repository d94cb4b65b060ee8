import { squaredDistanceChunks } from "./squaredDistanceChunks.js";

/**
 * All squared Euclidean distances among some points, as a matrix product in single precision.
 *
 * @param points - n x d, row-major.
 * @param shape - [n, d].
 * @returns n x n; 0 on the diagonal, never below 0.
 */
export async function pairwiseDistances(
  points: Float32Array,
  shape: readonly [number, number],
  signal?: AbortSignal,
): Promise<Float32Array> {
  const [n] = shape;
  const squared = new Float32Array(n * n);
  for await (const chunk of squaredDistanceChunks(points, shape, points, signal)) {
    squared.set(chunk.squared, chunk.start * n);
  }
  for (let k = 0; k < squared.length; k++) squared[k] = k % (n + 1) === 0 ? 0 : Math.max(0, squared[k]);
  return squared;
}
