import type { FidStack } from "../signal/index.js";

/** s: limits of the part of a FID that is used for alignment (Osprey, op_robustSpecReg). */
const LIMITS = [0.1, 0.2] as const;

/**
 * How many samples of each FID are used for alignment: up to the last one at which the mean signal-to-noise ratio
 * still changes by more than 0.5 from sample to sample, within 0.1 to 0.2 s. Noise is twice the SD of the magnitude
 * over the last quarter of each FID.
 */
export function alignDuration(stack: FidStack): number {
  const [n, points] = stack.shape;
  const [shortest, longest] = LIMITS.map((time) => Math.min(points, Math.ceil(time / stack.dwellTime)));
  const mean = new Float64Array(longest);
  const tail = Math.ceil(0.75 * points);
  for (let i = 0; i < n; i++) {
    const magnitude = (t: number): number => Math.hypot(stack.re[i * points + t], stack.im[i * points + t]);
    let [sum, squares] = [0, 0];
    for (let t = tail; t < points; t++) {
      const value = magnitude(t);
      sum += value;
      squares += value * value;
    }
    const count = Math.max(1, points - tail);
    const noise = 2 * Math.sqrt(Math.max(0, squares / count - (sum / count) ** 2));
    if (!(noise > 0)) return longest;
    for (let t = 0; t < longest; t++) mean[t] += magnitude(t) / noise / n;
  }
  let last = longest - 1;
  while (last > shortest && Math.abs(mean[last] - mean[last - 1]) <= 0.5) last--;
  return last;
}
