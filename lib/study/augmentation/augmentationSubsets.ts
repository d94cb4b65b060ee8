import { stackSelect, stackToSpectra } from "../../signal/index.js";
import type { FidStack, RandomSource, SpectrumStack } from "../../signal/index.js";
import { augmentationPrepare } from "../spectra/augmentationPrepare.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { augmentationOrders } from "./augmentationOrders.js";

/** How a test scan is cut up. */
export interface AugmentationDesign {
  /** Transients of a condition in a subset: the n of the figures, ascending; a full scan at most. */
  subsets: readonly number[];
  /** Subsets of each size. */
  draws: number;
  /** Transients of a condition that a full scan has: what subsets are filled up to and compared with, ascending. */
  groundTruths: readonly number[];
  seed: number;
}

/** A test scan cut up. */
export interface AugmentationSubsets {
  /** Prepared from its own transients only. */
  subsets: { n: number; draw: number; stack: FidStack }[];
  /** OFF and ON of each full scan, averaged. */
  references: { groundTruth: number; draw: number; average: SpectrumStack }[];
}

/**
 * Draws subsets of a scan's transients (`augmentationOrders`) and prepares each from itself; the full scans that they
 * belong to are averages of transients prepared all together.
 *
 * @param pool - places of the transients that subsets are drawn from. @default all
 * @throws InputError when a condition has too few transients.
 */
export function augmentationSubsets(
  stack: FidStack,
  { subsets, draws, groundTruths }: Omit<AugmentationDesign, "seed">,
  random: RandomSource,
  pool?: readonly number[],
): AugmentationSubsets {
  const most = { subset: Math.max(...subsets), groundTruth: Math.max(...groundTruths) };
  const orders = augmentationOrders(stack.labels, draws, most, random, pool);
  const whole = stackToSpectra(augmentationPrepare(stack));
  const result: AugmentationSubsets = { subsets: [], references: [] };
  orders.forEach((order, draw) => {
    const first = (n: number): number[] =>
      order.flatMap((places) => places.slice(0, n)).sort((a, b) => a - b);
    for (const n of subsets) {
      result.subsets.push({ n, draw, stack: augmentationPrepare(stackSelect(stack, first(n))) });
    }
    for (const groundTruth of groundTruths) {
      // Every draw's full scan is the same when it is the whole scan.
      if (draw > 0 && order.every((places) => places.length === groundTruth)) continue;
      result.references.push({
        groundTruth,
        draw,
        average: spectraAverage(spectraSelect(whole, first(groundTruth))),
      });
    }
  });
  return result;
}

function spectraSelect(spectra: SpectrumStack, chosen: readonly number[]): SpectrumStack {
  const points = spectra.shape[1];
  const rows = (values: Float32Array): Float32Array => {
    const kept = new Float32Array(chosen.length * points);
    chosen.forEach((i, k) => kept.set(values.subarray(i * points, (i + 1) * points), k * points));
    return kept;
  };
  return {
    ...spectra,
    re: rows(spectra.re),
    im: rows(spectra.im),
    shape: [chosen.length, points],
    labels: spectra.labels && Uint8Array.from(chosen, (i) => spectra.labels![i]),
  };
}
