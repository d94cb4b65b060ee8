import type { RandomSource } from "../signal/randomSource.js";

/** Two different members of a subset and how far from the first to the second, uniform in [0, 1). */
export function pairDraw(members: number, random: RandomSource): { i: number; j: number; alpha: number } {
  const i = random.integer(members);
  // One of the others, each as likely
  const j = (i + 1 + random.integer(members - 1)) % members;
  return { i, j, alpha: random.uniform() };
}

/** Between two scales by their ratio: half way from 1 to 4 is 2. Scales are gains, which multiply. */
export function scaleBetween(scale: Float32Array, i: number, j: number, alpha: number): number {
  return scale[i] ** (1 - alpha) * scale[j] ** alpha;
}
