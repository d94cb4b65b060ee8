/** Steps of the search for the width; it halves its interval at each. */
const STEPS = 64;
const TOLERANCE = 1e-5;
/** The width is at least this share of the mean distance (umap-learn's MIN_K_DIST_SCALE). */
const LEAST_WIDTH = 1e-3;

/**
 * How strongly one new point belongs to each of its neighbours, as UMAP has it for the points that it learns
 * on: 1 for the nearest, exp(-(distance - nearest) / width) for the others, the width such that the strengths
 * sum to log2 of their number.
 *
 * @param distances - to the neighbours, nearest first.
 */
export function membershipStrengths(distances: Float64Array): Float64Array {
  const target = Math.log2(distances.length);
  const nearest = distances[0];
  let low = 0;
  let high = Infinity;
  let width = 1;
  for (let step = 0; step < STEPS; step++) {
    let sum = 0;
    for (const distance of distances) sum += Math.exp((nearest - distance) / width);
    if (Math.abs(sum - target) < TOLERANCE) break;
    if (sum > target) high = width;
    else low = width;
    width = high === Infinity ? 2 * width : (low + high) / 2;
  }
  let mean = 0;
  for (const distance of distances) mean += distance / distances.length;
  width = Math.max(width, LEAST_WIDTH * mean);
  return distances.map((distance) => (distance === nearest ? 1 : Math.exp((nearest - distance) / width)));
}
