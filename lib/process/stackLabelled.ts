import type { FidStack } from "../signal/index.js";

/** The indices of the transients with a label. */
export function stackLabelled(stack: FidStack, label: number): number[] {
  return [...(stack.labels ?? [])].flatMap((value, i) => (value === label ? [i] : []));
}
