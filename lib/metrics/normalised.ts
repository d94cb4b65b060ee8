/** Values scaled to run from 0 to 1 (the challenge's nrm); undefined when all are the same or one is not finite. */
export function normalised(values: ArrayLike<number>): Float64Array | undefined {
  let [low, high] = [Infinity, -Infinity];
  for (let k = 0; k < values.length; k++) {
    if (!Number.isFinite(values[k])) return undefined;
    low = Math.min(low, values[k]);
    high = Math.max(high, values[k]);
  }
  if (!(high > low)) return undefined;
  return Float64Array.from(values, (value) => (value - low) / (high - low));
}
