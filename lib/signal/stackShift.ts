import type { FidStack } from "./fidStack.js";

export interface StackShiftOptions {
  /** Hz added to every frequency, one value for all transients or one a transient. @default 0 */
  frequency?: number | ArrayLike<number>;
  /** Radians of zero-order phase added, one value for all transients or one a transient. @default 0 */
  phase?: number | ArrayLike<number>;
}

/** Shift in frequency and turn in zero-order phase: each FID times exp(i (2 pi f t + phase)). */
export function stackShift(stack: FidStack, options: StackShiftOptions): FidStack {
  const [n, points] = stack.shape;
  const { frequency = 0, phase = 0 } = options;
  const at = (value: number | ArrayLike<number>, i: number): number =>
    typeof value === "number" ? value : value[i];
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    const step = 2 * Math.PI * at(frequency, i) * stack.dwellTime;
    const start = at(phase, i);
    for (let t = 0, k = i * points; t < points; t++, k++) {
      const c = Math.cos(start + step * t);
      const s = Math.sin(start + step * t);
      re[k] = stack.re[k] * c - stack.im[k] * s;
      im[k] = stack.re[k] * s + stack.im[k] * c;
    }
  }
  const said = (value: number | ArrayLike<number>, unit: string): string =>
    typeof value === "number" ? `${value.toFixed(3)} ${unit}` : `per transient, ${unit}`;
  const line = `shift: frequency ${said(frequency, "Hz")}, phase ${said(phase, "rad")}`;
  return { ...stack, re, im, history: [...stack.history, line] };
}
