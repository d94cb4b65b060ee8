import type { FidStack } from "../signal/index.js";
import { stackAverage } from "../signal/index.js";
import { stackAlign } from "./stackAlign.js";
import { stackAverageWeighted } from "./stackAverageWeighted.js";
import { stackReject } from "./stackReject.js";

export interface StackCombineOptions {
  /** Align the transients before averaging. @default true */
  align?: boolean;
  /** Leave outliers out. Needs `align`. @default true */
  reject?: boolean;
  /** Weigh the transients by their likeness to the others. Needs `align`. @default true */
  weighted?: boolean;
}

/** One FID made of the transients of one condition, and what became of each of them. */
export interface StackCombined {
  average: FidStack;
  /** Hz added to each transient. */
  frequency: Float64Array;
  /** rad added to each transient. */
  phase: Float64Array;
  /** Share of each transient in the average; 0 for those left out. */
  weights: Float64Array;
  /** Indices of the transients left out. */
  rejected: number[];
}

/** The transients of one condition aligned, outliers left out, and averaged: `stackAlign`, `stackReject`, `stackAverageWeighted`. */
export function stackCombine(stack: FidStack, options: StackCombineOptions = {}): StackCombined {
  const { align = true, reject = true, weighted = true } = options;
  const n = stack.shape[0];
  if (!align || n === 1) {
    return {
      average: stackAverage(stack),
      frequency: new Float64Array(n),
      phase: new Float64Array(n),
      weights: new Float64Array(n).fill(1 / n),
      rejected: [],
    };
  }
  const aligned = stackAlign(stack);
  const { frequency, phase } = aligned;
  const kept = reject ? stackReject(aligned.stack) : { stack: aligned.stack, rejected: [] };
  const count = kept.stack.shape[0];
  const mean = weighted
    ? stackAverageWeighted(kept.stack)
    : { stack: stackAverage(kept.stack), weights: new Float64Array(count).fill(1 / count) };
  const out = new Set(kept.rejected);
  let next = 0;
  const weights = Float64Array.from(frequency, (_, i) => (out.has(i) ? 0 : mean.weights[next++]));
  return { average: mean.stack, frequency, phase, weights, rejected: kept.rejected };
}
