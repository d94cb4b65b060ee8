import { ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { FidStack, RandomSource, SpectrumStack } from "../../signal/index.js";
import { scansShape } from "../spectra/scansShape.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { spectraConsistent } from "../spectra/spectraConsistent.js";
import { spectraDifference } from "../spectra/spectraDifference.js";
import { augmentationWindows, spectrumIntegral } from "./augmentationMeasure.js";
import type { AugmentationSubject } from "./augmentationSource.js";
import { augmentationSubsets } from "./augmentationSubsets.js";
import { trainingSubject } from "./augmentationWorker.js";

/** What an estimate from n transients says of a quantity, in % of what the full scan's plain average says. */
export interface AugmentationTransferRow {
  /** `bare subset`, or `consistent` with a shape from simulated subjects. */
  method: "bare subset" | "consistent";
  n: number;
  quantity: "gaba" | "glx";
  /** Mean over draws. */
  percent: number;
  /** SD over draws. */
  sd: number;
}

export interface AugmentationTransferOptions {
  random: RandomSource;
  /** Transients of a condition in a subset. @default [2, 8] */
  subsets?: readonly number[];
  /** @default 5 */
  draws?: number;
}

/**
 * Does a shape that was learned from simulated subjects do for a measured scan? `spectraConsistent` with their mean, on
 * subsets of the scan, beside the bare subsets. The full scan is no truth, but it is what n transients should agree with.
 *
 * @param train - simulated subjects whose mean is the shape.
 * @param scan - a measured edited scan, labelled.
 */
export function augmentationTransfer(
  train: readonly AugmentationSubject[],
  scan: FidStack,
  { random, subsets = [2, 8], draws = 5 }: AugmentationTransferOptions,
): AugmentationTransferRow[] {
  const shape = scansShape(train.map(trainingSubject), [0.2, 4.2]);
  const all = Math.floor(scan.shape[0] / 2);
  const cut = augmentationSubsets(scan, { subsets, draws, groundTruths: [all] }, random);
  const whole = spectraDifference(cut.references[0].average);
  return subsets.flatMap((n) => {
    const averages = cut.subsets
      .filter((subset) => subset.n === n)
      .map(({ stack }) => spectraAverage(stackToSpectra(stack)));
    const held = averages.map((average) => spectraConsistent(average, onAxis(shape, average.ppm)));
    return (["gaba", "glx"] as const).flatMap((quantity) => {
      const row = (
        method: AugmentationTransferRow["method"],
        spectra: SpectrumStack[],
      ): AugmentationTransferRow => {
        const window = augmentationWindows[quantity];
        const full = spectrumIntegral(whole, window);
        const percents = spectra.map(
          (one) => (100 * spectrumIntegral(spectraDifference(one), window)) / full,
        );
        const percent = percents.reduce((sum, value) => sum + value, 0) / percents.length;
        const square = percents.reduce((sum, value) => sum + (value - percent) ** 2, 0);
        return { method, n, quantity, percent, sd: Math.sqrt(square / Math.max(1, percents.length - 1)) };
      };
      return [row("bare subset", averages), row("consistent", held)];
    });
  });
}

/** A spectrum on those points of another axis that lie in its range, straight between its own. */
function onAxis(spectra: SpectrumStack, axis: Float64Array): SpectrumStack {
  const { ppm, shape } = spectra;
  const [rows, points] = shape;
  const ppmOut = axis.slice(...ppmWindow(axis, ppm[0], ppm[points - 1]));
  const resampled = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: rows * ppmOut.length }, (_, i) => {
      const row = Math.floor(i / ppmOut.length);
      const at = (ppmOut[i % ppmOut.length] - ppm[0]) / (ppm[1] - ppm[0]);
      const k = Math.min(points - 2, Math.floor(at));
      const [a, b] = [values[row * points + k], values[row * points + k + 1]];
      return a + (at - k) * (b - a);
    });
  return {
    ...spectra,
    re: resampled(spectra.re),
    im: resampled(spectra.im),
    ppm: ppmOut,
    shape: [rows, ppmOut.length],
  };
}
