import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";
import type { FitResult } from "./fitResult.js";
import { spectrumFit } from "./spectrumFit.js";

/** Runs in a worker thread: one spectrum of `spectraFit`. */
export default function fitTask(task: { stack: FidStack; basis: BasisSet; options: FitOptions }): FitResult {
  return spectrumFit(task.stack, task.basis, task.options);
}
