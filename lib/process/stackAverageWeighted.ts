import type { FidStack } from "../signal/index.js";
import { alignDuration } from "./alignDuration.js";
import { stackBandpass } from "./stackBandpass.js";
import { transientDistances } from "./transientDistances.js";
import { transientsMean } from "./transientsMean.js";

export interface StackAverageWeightedOptions {
  /** ppm range in which transients are compared. @default [1.8, 3.6] */
  ppmRange?: [number, number];
}

/** The average, and what each transient counted for. */
export interface StackAveragedWeighted {
  stack: FidStack;
  /** One a transient; they sum to 1. */
  weights: Float64Array;
}

/**
 * The mean of aligned transients weighted by 1 / d^2, d the median mean-squared difference to the others (Osprey,
 * op_robustSpecReg). Transients of equal quality count all but alike. Two or fewer are averaged plainly.
 */
export function stackAverageWeighted(
  stack: FidStack,
  options: StackAverageWeightedOptions = {},
): StackAveragedWeighted {
  const { ppmRange = [1.8, 3.6] } = options;
  const n = stack.shape[0];
  const weights = new Float64Array(n).fill(1 / n);
  if (n > 2) {
    const distances = transientDistances(stackBandpass(stack, ppmRange), alignDuration(stack));
    if (distances.every((d) => d > 0)) {
      const inverse = distances.map((d) => 1 / (d * d));
      const total = inverse.reduce((sum, value) => sum + value, 0);
      weights.set(inverse.map((value) => value / total));
    }
  }
  const line = `average: ${n} transients, weighted by 1/distance^2 to the others`;
  const mean = transientsMean(stack, weights);
  return { stack: { ...mean, history: [...stack.history, line] }, weights };
}
