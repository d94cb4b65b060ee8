import { stackShift } from "../signal/index.js";
import type { FidStack, RandomSource } from "../signal/index.js";
import type { Jitter } from "./vaeConfig.js";

/** Transients varied at random as scans vary: each shifted in frequency, turned in phase, broadened. */
export function stackJitter(stack: FidStack, jitter: Partial<Jitter>, random: RandomSource): FidStack {
  const { frequency = 0, phase = 0, lineBroadening = 0 } = jitter;
  const [n, points] = stack.shape;
  const drawn = (deviation: number): Float64Array =>
    Float64Array.from({ length: n }, () => deviation * random.normal());
  const moved = stackShift(stack, { frequency: drawn(frequency), phase: drawn(phase) });
  const widths = drawn(lineBroadening).map(Math.abs);
  for (let i = 0; i < n && lineBroadening > 0; i++) {
    const decay = Math.exp(-Math.PI * widths[i] * stack.dwellTime);
    let factor = 1;
    for (let k = i * points; k < (i + 1) * points; k++) {
      moved.re[k] *= factor;
      moved.im[k] *= factor;
      factor *= decay;
    }
  }
  const line = `jitter: frequency ${frequency} Hz, phase ${phase} rad, line broadening ${lineBroadening} Hz`;
  return { ...moved, history: [...stack.history, line] };
}
