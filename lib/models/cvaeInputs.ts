import type { CvaeConfig, LabelledRows } from "./cvae.js";

/** Rows divided by the model's scale, and labels from their ranges to 0 … 1: what the network takes. */
export function cvaeInputs(
  { scale, labels: kinds, ppm }: CvaeConfig,
  { rows, labels, shape }: LabelledRows,
): { x: Float32Array; y: Float32Array } {
  const [n, width] = shape;
  if (width !== 2 * ppm.length || rows.length !== n * width) {
    throw new RangeError(
      `rows must be n x ${2 * ppm.length} as the model's, got [${shape}] with ${rows.length} values`,
    );
  }
  return { x: rows.map((value) => value / scale), y: cvaeLabels({ labels: kinds }, labels, n) };
}

/** Labels from their ranges to 0 … 1. */
export function cvaeLabels(
  { labels: kinds }: Pick<CvaeConfig, "labels">,
  labels: Float32Array,
  n: number,
): Float32Array {
  if (labels.length !== n * kinds.length) {
    const names = kinds.map(({ name }) => name).join(", ");
    throw new RangeError(`labels must be ${n} x ${kinds.length} (${names}), got ${labels.length} values`);
  }
  return labels.map((value, k) => {
    const [low, high] = kinds[k % kinds.length].range;
    return (value - low) / (high - low);
  });
}
