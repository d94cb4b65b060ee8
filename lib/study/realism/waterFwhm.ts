import { spectrumFwhm } from "../../metrics/index.js";
import { stackEddyCorrect, waterCombine } from "../../process/index.js";
import { nextPowerOfTwo, stackToSpectra } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";

/** Hz; Osprey's width of the unsuppressed water, its own eddy currents taken away first. */
export function waterFwhm(reference: FidStack): number | undefined {
  const { fid } = waterCombine(reference);
  const points = nextPowerOfTwo(fid.shape[1]) * 8;
  return spectrumFwhm(stackToSpectra(stackEddyCorrect(fid, fid), { points }), 0, { peak: [4.2, 5.2] });
}
