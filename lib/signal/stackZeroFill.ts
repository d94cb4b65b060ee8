import type { FidStack } from "./fidStack.js";

/** Every FID lengthened to `points` samples by zeros at its end. */
export function stackZeroFill(stack: FidStack, points: number): FidStack {
  const [n, samples] = stack.shape;
  if (!(Number.isInteger(points) && points >= samples)) {
    throw new RangeError(`points must be a whole number not below ${samples}, got ${points}`);
  }
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    re.set(stack.re.subarray(i * samples, (i + 1) * samples), i * points);
    im.set(stack.im.subarray(i * samples, (i + 1) * samples), i * points);
  }
  const history = [...stack.history, `zero-fill: ${samples} to ${points} points`];
  return { ...stack, re, im, shape: [n, points], history };
}
