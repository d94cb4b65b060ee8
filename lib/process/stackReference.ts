import { nextPowerOfTwo, stackApodize, stackAverage, stackShift, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { spectrumSingletFit } from "./spectrumSingletFit.js";
import { REFERENCE_SINGLETS, spectrumShiftEstimate } from "./spectrumShiftEstimate.js";
import type { SpectrumShiftEstimateOptions } from "./spectrumShiftEstimate.js";

export interface StackReferenceOptions extends SpectrumShiftEstimateOptions {
  /** Turn the zero-order phase so that Cr and Cho are upright. @default true */
  phase?: boolean;
  /**
   * Hz; when Cr, Cho and NAA together ask for a larger shift they may have been taken for one another, and NAA alone
   * decides (Osprey, OspreyProcess). Not used when `peaks` are given. @default 10
   */
  fallback?: number;
}

/** A referenced stack and what was done to it. */
export interface StackReferenced {
  stack: FidStack;
  /** Hz added to every transient. */
  frequency: number;
  /** rad added to every transient. */
  phase: number;
}

/** ppm between two estimates that mean the same place. */
const AGREEMENT = 0.05;

/**
 * References a stack: its mean is shifted so that NAA, Cr and Cho lie at 2.01, 3.03 and 3.21 ppm, and phased on
 * Cr and Cho. All transients get the same shift and phase. A large shift is checked by NAA alone.
 */
export function stackReference(stack: FidStack, options: StackReferenceOptions = {}): StackReferenced {
  // 2 Hz of broadening and a fourfold axis make the maximum of a noisy line smooth to find.
  const smooth = stackApodize(stackAverage(stack), { lorentzian: 2 });
  const points = nextPowerOfTwo(stack.shape[1]) * 4;
  const { fallback = 10, peaks } = options;
  const spectra = stackToSpectra(smooth, { points });
  let shift = spectrumShiftEstimate(spectra, 0, options);
  let by = peaks ? peaks.map((ppm) => ppm.toFixed(2)).join(", ") : "NAA 2.01, Cr 3.03, Cho 3.21";
  if (peaks === undefined && Math.abs(shift) * stack.spectrometerFrequency > fallback) {
    const alone = spectrumShiftEstimate(spectra, 0, { ...options, peaks: [REFERENCE_SINGLETS.NAA] });
    // Where they agree, three lines place it better than one.
    if (Math.abs(alone - shift) > AGREEMENT) [shift, by] = [alone, "NAA 2.01 alone"];
  }
  const frequency = -shift * stack.spectrometerFrequency;
  const shifted = stackShift(smooth, { frequency });
  const phase = options.phase === false ? 0 : -spectrumSingletFit(stackToSpectra(shifted, { points })).phase;
  const referenced = stackShift(stack, { frequency, phase });
  const line = `reference: ${frequency.toFixed(2)} Hz, phase ${phase.toFixed(3)} rad (${by} ppm)`;
  return { stack: { ...referenced, history: [...stack.history, line] }, frequency, phase };
}
