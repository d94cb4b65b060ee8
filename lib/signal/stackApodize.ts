import type { FidStack } from "./fidStack.js";

export interface StackApodizeOptions {
  /** Lorentzian line broadening, Hz of full width at half maximum. @default 0 */
  lorentzian?: number;
  /** Gaussian line broadening, Hz of full width at half maximum. @default 0 */
  gaussian?: number;
}

/** Line broadening: each FID times exp(-pi L t) and exp(-(pi G t)^2 / (4 ln 2)). */
export function stackApodize(stack: FidStack, options: StackApodizeOptions): FidStack {
  const [n, points] = stack.shape;
  const { lorentzian = 0, gaussian = 0 } = options;
  const window = Float64Array.from({ length: points }, (_, k) => {
    const t = k * stack.dwellTime;
    return Math.exp(-Math.PI * lorentzian * t - (Math.PI * gaussian * t) ** 2 / (4 * Math.LN2));
  });
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let k = 0; k < re.length; k++) {
    re[k] = stack.re[k] * window[k % points];
    im[k] = stack.im[k] * window[k % points];
  }
  const line = `apodize: Lorentzian ${lorentzian} Hz, Gaussian ${gaussian} Hz`;
  return { ...stack, re, im, history: [...stack.history, line] };
}
