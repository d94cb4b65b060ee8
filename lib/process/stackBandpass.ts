import { ppmWindow, spectraToStack, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** The part of a signal within a ppm range: the spectrum outside set to zero. Lengths that are no power of two grow to it. */
export function stackBandpass(stack: FidStack, [low, high]: readonly [number, number]): FidStack {
  const spectra = stackToSpectra(stack);
  const [n, points] = spectra.shape;
  const [first, last] = ppmWindow(spectra.ppm, low, high);
  for (let i = 0; i < n; i++) {
    for (const part of [spectra.re, spectra.im]) {
      part.fill(0, i * points, i * points + first);
      part.fill(0, i * points + last, (i + 1) * points);
    }
  }
  return spectraToStack(spectra);
}
