import { ppmWindow } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/** In-vivo positions of the singlets that a spectrum is referenced to, ppm. */
export const REFERENCE_SINGLETS = { NAA: 2.01, Cr: 3.03, Cho: 3.21 } as const;

export interface SpectrumShiftEstimateOptions {
  /** Positions looked for, ppm. @default Cr, Cho and NAA of `REFERENCE_SINGLETS` */
  peaks?: readonly number[];
  /** Largest shift looked for, ppm. @default 0.25 */
  range?: number;
}

/**
 * How far the spectrum of row `row` lies from where it should, in ppm (to be subtracted from its axis):
 * the shift at which its magnitude, above the local floor, is largest at all the peaks together, as Osprey's
 * cross-correlation with delta functions does (op_preref, osp_XReferencing).
 */
export function spectrumShiftEstimate(
  spectra: SpectrumStack,
  row = 0,
  options: SpectrumShiftEstimateOptions = {},
): number {
  const { peaks = Object.values(REFERENCE_SINGLETS), range = 0.25 } = options;
  const points = spectra.shape[1];
  const step = spectra.ppm[1] - spectra.ppm[0];
  const margin = range + 0.35;
  const [first, last] = ppmWindow(spectra.ppm, Math.min(...peaks) - margin, Math.max(...peaks) + margin);
  const height = new Float64Array(last - first);
  for (let k = first; k < last; k++) {
    height[k - first] = Math.hypot(spectra.re[row * points + k], spectra.im[row * points + k]);
  }
  // A minimum over +-0.3 ppm follows the foot of the water line and macromolecules, so that it cannot win.
  const reach = Math.max(1, Math.round(0.3 / step));
  const above = height.map((value, k) => {
    let floor = value;
    for (let j = Math.max(0, k - reach); j <= Math.min(height.length - 1, k + reach); j++) {
      floor = Math.min(floor, height[j]);
    }
    return value - floor;
  });
  const at = (ppm: number): number => {
    const place = (ppm - spectra.ppm[first]) / step;
    const k = Math.floor(place);
    if (k < 0 || k + 1 >= above.length) return 0;
    return above[k] * (k + 1 - place) + above[k + 1] * (place - k);
  };
  // A geometric mean: one tall line (NAA) on one position does not make up for nothing on the others.
  const score = (shift: number): number =>
    peaks.reduce((product, peak) => product * Math.max(at(peak + shift), 1e-30), 1);
  const tries = Math.ceil(range / (step / 2));
  let best = 0;
  for (let k = -tries; k <= tries; k++) {
    if (score((k * step) / 2) > score(best)) best = (k * step) / 2;
  }
  return best;
}
