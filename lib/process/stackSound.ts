import { stackSelect } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { median } from "./median.js";

/** The transients of a scan that hold what the others hold. */
export interface StackSound {
  /** Without those left out; the stack given where none is. */
  stack: FidStack;
  /** Indices of the transients kept, in the stack given. */
  kept: number[];
  /** Indices of the transients left out. */
  leftOut: number[];
}

/** Times the median height of the others: water that is not suppressed has hundreds, a poorly suppressed transient a few. */
const WATER = 20;
/** Share of the median height below which a transient holds nothing: its receiver was off, or its noise is all. */
const EMPTY = 1e-3;
/** Deviations of log height, scaled to an SD of normal noise, beyond which a transient does not belong to the others. */
const DEVIATIONS = 6;
/** s at the beginning of the FID in which a transient's height is measured. */
const BEGINNING = 0.02;

/**
 * Leaves out what no average can take: transients without signal (all samples 0, or a thousandth of the others'), and
 * unsuppressed water stored among suppressed transients. They are compared by the root mean square of their first 20 ms.
 * A transient goes when its height is more than 20 times, or less than a thousandth of, the median of those that hold
 * anything, and 6 robust deviations of log height away, so that two conditions of one scan that differ in water stay.
 * Half of a scan is never left out but when it is empty. Finer faults are the work of `stackReject`, after alignment.
 */
export function stackSound(stack: FidStack): StackSound {
  const { re, im } = stack;
  const [n, points] = stack.shape;
  const used = Math.max(2, Math.min(points, Math.ceil(BEGINNING / stack.dwellTime)));
  const height = Array.from({ length: n }, (_, i) => {
    let sum = 0;
    for (let k = i * points; k < i * points + used; k++) sum += re[k] * re[k] + im[k] * im[k];
    return Math.sqrt(sum / used);
  });
  const holding = height.filter((value) => value > 0);
  const middle = holding.length > 0 ? median(holding) : 0;
  const spread = holding.length > 0 ? median(holding.map((h) => Math.abs(Math.log(h / middle)))) / 0.6745 : 0;
  const sound = (h: number): boolean => {
    if (middle === 0) return true;
    if (h === 0) return false;
    const far = Math.abs(Math.log(h / middle)) > DEVIATIONS * spread;
    return !(far && (h > WATER * middle || h < EMPTY * middle));
  };
  const kept = [...height.keys()].filter((i) => sound(height[i]));
  const leftOut = [...height.keys()].filter((i) => !sound(height[i]));
  if (leftOut.length === 0) return { stack, kept, leftOut };
  const empty = leftOut.filter((i) => height[i] < middle);
  const water = leftOut.filter((i) => height[i] > middle);
  const named = [
    ...(empty.length > 0 ? [`without signal ${empty.join(", ")}`] : []),
    ...(water.length > 0 ? [`unsuppressed water ${water.join(", ")}`] : []),
  ];
  const line = `left out before all else: ${leftOut.length} of ${n} transients (${named.join("; ")})`;
  const rest = stackSelect(stack, kept);
  return { stack: { ...rest, history: [...stack.history, line] }, kept, leftOut };
}
