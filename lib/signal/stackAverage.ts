import { coilsCombined } from "./coilLayout.js";
import type { FidStack } from "./fidStack.js";

/** The plain mean of a stack's transients, a stack of one. @throws InputError when its rows are coils. */
export function stackAverage(stack: FidStack): FidStack {
  coilsCombined(stack);
  const [n, points] = stack.shape;
  const mean = (samples: Float32Array): Float32Array => {
    const sum = new Float64Array(points);
    for (let k = 0; k < samples.length; k++) sum[k % points] += samples[k];
    return Float32Array.from(sum, (value) => value / n);
  };
  return {
    ...stack,
    re: mean(stack.re),
    im: mean(stack.im),
    shape: [1, points],
    labels: stack.labels?.every((label) => label === stack.labels![0]) ? stack.labels.slice(0, 1) : undefined,
    dimensions: undefined,
    history: [...stack.history, `average: ${n} transients`],
  };
}
