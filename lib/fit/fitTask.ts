import { workerData } from "piscina";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";
import type { FitResult } from "./fitResult.js";
import { spectrumFit } from "./spectrumFit.js";

/** What a worker of `spectraFit` holds from its start: the basis is sent once, not with every spectrum. */
export interface FitShared {
  basis: BasisSet;
  options: FitOptions;
}

/** Runs in a worker thread: one spectrum of `spectraFit`. */
export default function fitTask(stack: FidStack): FitResult {
  const { basis, options } = workerData as FitShared;
  return spectrumFit(stack, basis, options);
}
