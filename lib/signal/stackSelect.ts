import { coilsCombined } from "./coilLayout.js";
import type { FidStack } from "./fidStack.js";

/**
 * Some of a stack's transients, in the order asked for, with their labels. The result's dimension is
 * `DIM_DYN`: what the transients were a grid of is not kept.
 *
 * @throws InputError when its rows are coils.
 */
export function stackSelect(stack: FidStack, transients: ArrayLike<number>): FidStack {
  coilsCombined(stack);
  const [n, points] = stack.shape;
  const count = transients.length;
  const re = new Float32Array(count * points);
  const im = new Float32Array(count * points);
  for (let k = 0; k < count; k++) {
    const i = transients[k];
    if (!(Number.isInteger(i) && i >= 0 && i < n)) {
      throw new RangeError(`transient must be a whole number in [0, ${n}), got ${i}`);
    }
    re.set(stack.re.subarray(i * points, (i + 1) * points), k * points);
    im.set(stack.im.subarray(i * points, (i + 1) * points), k * points);
  }
  const { labels } = stack;
  return {
    ...stack,
    re,
    im,
    shape: [count, points],
    labels: labels && Uint8Array.from({ length: count }, (_, k) => labels[transients[k]]),
    dimensions: [{ tag: "DIM_DYN", size: count }],
    history: [...stack.history, `select: ${count} of ${n} transients`],
  };
}
