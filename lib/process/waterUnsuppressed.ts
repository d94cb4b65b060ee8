import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/** Where water lies, ppm: 4.68 in a body, 4.8 at room temperature. */
const WATER = [4.2, 5.2] as const;
/** Where metabolites and lipids do. */
const OTHERS = [0.5, 4] as const;
/**
 * Water over the highest other line. In 68 suppressed and 68 unsuppressed scans of Big GABA it is at most 51, and at
 * least 646.
 */
const RATIO = 200;
/** ppm on either side of a point that a line rises above, as the foot of the water does not. */
const NARROW = 0.06;

/** The water of a spectrum that is unsuppressed. */
export interface UnsuppressedWater {
  /** Where it lies, ppm. */
  ppm: number;
  /** rad */
  phase: number;
}

/**
 * Whether a spectrum is one of unsuppressed water: more than 200 times as high as whatever narrow there is in 0.5 to 4
 * ppm.
 *
 * @param spectra - of protons; zero-filled for a fine place and phase.
 * @returns undefined where it is not, or the band does not reach.
 */
export function waterUnsuppressed(spectra: SpectrumStack, row = 0): UnsuppressedWater | undefined {
  const { ppm, shape } = spectra;
  const start = row * shape[1];
  const [re, im] = [spectra.re, spectra.im].map((part) => part.subarray(start, start + shape[1]));
  const [first, last] = ppmWindow(ppm, ...WATER);
  if (last === first) return undefined;
  const height = (k: number): number => Math.hypot(re[k], im[k]);
  let top = first;
  for (let k = first; k < last; k++) if (height(k) > height(top)) top = k;
  const reach = Math.max(1, Math.round(NARROW / (ppm[1] - ppm[0])));
  const [from, to] = ppmWindow(ppm, ...OTHERS);
  let other = 0;
  for (let k = Math.max(from, reach); k < to; k++) {
    const rise = (part: Float32Array): number => part[k] - (part[k - reach] + part[k + reach]) / 2;
    other = Math.max(other, Math.hypot(rise(re), rise(im)));
  }
  return height(top) > RATIO * other ? { ppm: ppm[top], phase: Math.atan2(im[top], re[top]) } : undefined;
}
