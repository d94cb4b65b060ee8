import { stackApodize, stackAverage, stackShift, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { spectrumSingletFit } from "./spectrumSingletFit.js";
import { spectrumShiftEstimate } from "./spectrumShiftEstimate.js";
import type { SpectrumShiftEstimateOptions } from "./spectrumShiftEstimate.js";

export interface StackReferenceOptions extends SpectrumShiftEstimateOptions {
  /** Turn the zero-order phase so that Cr and Cho are upright. @default true */
  phase?: boolean;
}

/** A referenced stack and what was done to it. */
export interface StackReferenced {
  stack: FidStack;
  /** Hz added to every transient. */
  frequency: number;
  /** rad added to every transient. */
  phase: number;
}

/**
 * References a stack: its mean is shifted so that NAA, Cr and Cho lie at 2.01, 3.03 and 3.21 ppm, and phased on
 * Cr and Cho. All transients get the same shift and phase.
 */
export function stackReference(stack: FidStack, options: StackReferenceOptions = {}): StackReferenced {
  // 2 Hz of broadening and a fourfold axis make the maximum of a noisy line smooth to find.
  const smooth = stackApodize(stackAverage(stack), { lorentzian: 2 });
  const points = 2 ** Math.ceil(Math.log2(stack.shape[1])) * 4;
  const shift = spectrumShiftEstimate(stackToSpectra(smooth, { points }), 0, options);
  const frequency = -shift * stack.spectrometerFrequency;
  const shifted = stackShift(smooth, { frequency });
  const phase = options.phase === false ? 0 : -spectrumSingletFit(stackToSpectra(shifted, { points })).phase;
  const referenced = stackShift(stack, { frequency, phase });
  const line = `reference: ${frequency.toFixed(2)} Hz, phase ${phase.toFixed(3)} rad (NAA 2.01, Cr 3.03, Cho 3.21 ppm)`;
  return { stack: { ...referenced, history: [...stack.history, line] }, frequency, phase };
}
