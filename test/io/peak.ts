import { ppmWindow, stackApodize, stackToSpectra } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

/** The ppm of the highest point of |spectrum| between two limits, of the first transient. */
export function peak(stack: FidStack, low: number, high: number): number {
  const { re, im, ppm } = stackToSpectra(stackApodize(stack, { lorentzian: 3 }));
  const [first, last] = ppmWindow(ppm, low, high);
  let best = first;
  for (let k = first; k < last; k++) if (Math.hypot(re[k], im[k]) > Math.hypot(re[best], im[best])) best = k;
  return ppm[best];
}
