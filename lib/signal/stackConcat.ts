import { coilsCombined } from "./coilLayout.js";
import type { FidStack } from "./fidStack.js";

/** The transients of several stacks of the same length and header, one after the other; the first one's header is kept. */
export function stackConcat(stacks: readonly FidStack[]): FidStack {
  const [first] = stacks;
  if (first === undefined) throw new RangeError("at least one stack is needed, got none");
  const points = first.shape[1];
  for (const stack of stacks) {
    coilsCombined(stack);
    for (const key of ["dwellTime", "spectrometerFrequency", "referencePpm"] as const) {
      if (stack[key] !== first[key]) {
        throw new RangeError(`${key} must be the same in all stacks, got ${first[key]} and ${stack[key]}`);
      }
    }
    if (stack.shape[1] !== points) {
      throw new RangeError(`points must be the same in all stacks, got ${points} and ${stack.shape[1]}`);
    }
  }
  const n = stacks.reduce((total, stack) => total + stack.shape[0], 0);
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const labels = stacks.every((stack) => stack.labels) ? new Uint8Array(n) : undefined;
  let row = 0;
  for (const stack of stacks) {
    re.set(stack.re, row * points);
    im.set(stack.im, row * points);
    if (stack.labels) labels?.set(stack.labels, row);
    row += stack.shape[0];
  }
  const dimensions = [{ tag: "DIM_DYN", size: n }];
  const history = [...first.history, `concat: ${stacks.length} stacks, ${n} transients`];
  return { ...first, re, im, shape: [n, points], labels, dimensions, history };
}
