import type { FidStack } from "./fidStack.js";

/** A smaller share of zeros is left: it may be chance, and changes no bound by more than a hundredth. */
const SHARE = 0.02;

/**
 * A stack without the zeros that its FIDs were filled with: what all of them end in. Zeros hold neither signal nor
 * noise; counted as samples they would make bounds too small and damped lines end in a step.
 *
 * @returns the stack itself where nothing was filled (less than 2 % of the points are zeros at the end), or all is 0.
 */
export function stackZerosCut(stack: FidStack): FidStack {
  const { re, im, shape } = stack;
  const [n, points] = shape;
  let samples = 0;
  for (let i = 0; i < n; i++) {
    let end = points;
    while (end > samples && re[i * points + end - 1] === 0 && im[i * points + end - 1] === 0) end--;
    samples = Math.max(samples, end);
  }
  if (samples === 0 || points - samples < SHARE * points) return stack;
  const cut = (part: Float32Array): Float32Array => {
    const kept = new Float32Array(n * samples);
    for (let i = 0; i < n; i++) kept.set(part.subarray(i * points, i * points + samples), i * samples);
    return kept;
  };
  const line = `zeros cut: ${points} to ${samples} points, the rest was filled with zeros`;
  return { ...stack, re: cut(re), im: cut(im), shape: [n, samples], history: [...stack.history, line] };
}
