import { stackSelect } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { alignDuration } from "./alignDuration.js";
import { median } from "./median.js";
import { stackBandpass } from "./stackBandpass.js";

export interface StackRejectOptions {
  /** ppm range in which transients are compared. @default [1.8, 3.6] */
  ppmRange?: [number, number];
  /** Robust z-score above which a transient is an outlier. @default 3.5 (Iglewicz and Hoaglin 1993) */
  threshold?: number;
}

/** The transients that stay, and what was found of each. */
export interface StackRejected {
  /** Without the outliers. */
  stack: FidStack;
  /** Indices of the outliers in the stack given. */
  rejected: number[];
  /** Robust z-score of each transient of the stack given. */
  score: Float64Array;
}

/** Fewer transients have no spread to speak of. */
const FEWEST = 4;

/**
 * Leaves out the transients that are unlike the others. The stack should be aligned. The distance of each to the
 * sample-wise median transient (mean squared difference within the range and the part of the FID that alignment uses)
 * is scored by 0.6745 (distance - median) / MAD; a score above the threshold is an outlier. Only a large distance is:
 * a transient cannot be too typical.
 */
export function stackReject(stack: FidStack, options: StackRejectOptions = {}): StackRejected {
  const { ppmRange = [1.8, 3.6], threshold = 3.5 } = options;
  const [n] = stack.shape;
  const score = new Float64Array(n);
  if (n >= FEWEST) {
    const band = stackBandpass(stack, ppmRange);
    const distance = distancesToMedian(band, alignDuration(stack));
    const middle = median(distance);
    const deviation = median(distance.map((value) => Math.abs(value - middle)));
    if (deviation > 0) score.set(distance.map((value) => (0.6745 * (value - middle)) / deviation));
  }
  const rejected = [...score.keys()].filter((i) => score[i] > threshold);
  const kept = [...score.keys()].filter((i) => score[i] <= threshold);
  const which = rejected.length > 0 ? ` (${rejected.join(", ")})` : "";
  const line = `reject: ${rejected.length} of ${n} transients${which}, robust z-score above ${threshold}`;
  return {
    stack:
      rejected.length > 0
        ? { ...stackSelect(stack, kept), history: [...stack.history, line] }
        : { ...stack, history: [...stack.history, line] },
    rejected,
    score,
  };
}

function distancesToMedian({ re, im, shape: [n, points] }: FidStack, used: number): Float64Array {
  const distance = new Float64Array(n);
  const column = new Float64Array(n);
  for (const part of [re, im]) {
    for (let t = 0; t < used; t++) {
      for (let i = 0; i < n; i++) column[i] = part[i * points + t];
      const middle = median(column);
      for (let i = 0; i < n; i++) distance[i] += (column[i] - middle) ** 2 / used;
    }
  }
  return distance;
}
