import { nearestNeighbours } from "./nearestNeighbours.js";
import { squaredDistanceChunks } from "./squaredDistanceChunks.js";

export interface TrustworthinessOptions {
  /** Neighbours looked at, below n / 2. @default 15 */
  count?: number;
  signal?: AbortSignal;
}

/**
 * How far the neighbours of a point in an embedding are its neighbours in the data too (Venna and Kaski 2001;
 * the definition of scikit-learn's `trustworthiness`): 1 - 2 / (n k (2n - 3k - 1)) times the sum, over the
 * points and their k neighbours in the embedding, of max(0, rank in the data - k). 1 is best. The ranks in the
 * data come from distances in single precision, which may swap points that are equally far to about 1e-4.
 *
 * @param points - n x d.
 * @param shape - [n, d].
 * @param coordinates - n x 2.
 * @throws RangeError where `count` is not below n / 2.
 */
export async function trustworthiness(
  points: Float32Array,
  shape: readonly [number, number],
  coordinates: Float32Array,
  options: TrustworthinessOptions = {},
): Promise<number> {
  const { count = 15, signal } = options;
  const [n] = shape;
  if (!(count >= 1 && count < n / 2)) {
    throw new RangeError(`count must be at least 1 and below half of the ${n} points, got ${count}`);
  }
  const near = await nearestNeighbours(coordinates, [n, 2], { count: count + 1, signal });
  let excess = 0;
  for await (const { start, rows, squared } of squaredDistanceChunks(points, shape, points, signal)) {
    for (let row = 0; row < rows; row++) {
      const i = start + row;
      for (let k = 1; k <= count; k++) {
        const j = near.indices[i * (count + 1) + k];
        const distance = squared[row * n + j];
        let rank = 1;
        for (let l = 0; l < n; l++) if (l !== i && squared[row * n + l] < distance) rank++;
        excess += Math.max(0, rank - count);
      }
    }
  }
  return 1 - (2 / (n * count * (2 * n - 3 * count - 1))) * excess;
}
