import { ppmWindow, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** SDs of a normal variate: 1,000 points of noise hold one once in 10,000 times, those of 3 T that are aligned more seldom. */
const SHOWN = 5.3;

/**
 * Whether transients hold signal within a range, whatever their shifts and phases: the mean of their power there, at its
 * highest, against that of the quiet quarter of the band. In noise alone it is a mean of n exponential variates, whose
 * cube root is nearly normal (Wilson and Hilferty 1931).
 */
export function stackSignalShown(stack: FidStack, ppmRange: readonly [number, number]): boolean {
  const { re, im, ppm, shape } = stackToSpectra(stack);
  const [n, points] = shape;
  const power = new Float64Array(points);
  for (let i = 0; i < n; i++) {
    for (let k = 0, at = i * points; k < points; k++, at++) power[k] += re[at] * re[at] + im[at] * im[at];
  }
  const quiet = power.slice().sort()[points >> 2];
  const [first, last] = ppmWindow(ppm, ...ppmRange);
  const most = power.subarray(first, last).reduce((a, b) => Math.max(a, b), 0);
  if (most === 0) return false;
  // The lower quartile of n exponential variates' mean, by the same approximation
  const root = 1 - 1 / (9 * n);
  const quartile = root - 0.6745 / Math.sqrt(9 * n);
  return Math.cbrt(most / quiet) * quartile > root + SHOWN / Math.sqrt(9 * n);
}
