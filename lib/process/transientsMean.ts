import type { FidStack } from "../signal/index.js";

/** The weighted mean of a stack's transients, a stack of one; the weights need not sum to 1. */
export function transientsMean(stack: FidStack, weights: ArrayLike<number>): FidStack {
  const [n, points] = stack.shape;
  let total = 0;
  for (let i = 0; i < n; i++) total += weights[i];
  const mean = (samples: Float32Array): Float32Array => {
    const sum = new Float64Array(points);
    for (let i = 0; i < n; i++) {
      const weight = weights[i] / total;
      for (let t = 0; t < points; t++) sum[t] += weight * samples[i * points + t];
    }
    return Float32Array.from(sum);
  };
  const { labels } = stack;
  return {
    ...stack,
    re: mean(stack.re),
    im: mean(stack.im),
    shape: [1, points],
    labels: labels?.every((label) => label === labels[0]) ? labels.slice(0, 1) : undefined,
    dimensions: undefined,
  };
}
