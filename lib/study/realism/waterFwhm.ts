import { spectrumFwhm } from "../../metrics/index.js";
import { stackCombine, stackEddyCorrect } from "../../process/index.js";
import { nextPowerOfTwo, stackToSpectra } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";

/** Hz; Osprey's width of the unsuppressed water, its own eddy currents taken away first. */
export function waterFwhm(reference: FidStack): number | undefined {
  const points = nextPowerOfTwo(reference.shape[1]) * 8;
  const { average } = stackCombine(stackEddyCorrect(reference, reference));
  return spectrumFwhm(stackToSpectra(average, { points }), 0, { peak: [4.2, 5.2] });
}
