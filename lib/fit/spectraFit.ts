import type { FidStack, Progress } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";
import type { FitShared } from "./fitTask.js";
import type { FitResult } from "./fitResult.js";
import { tasksRun } from "./tasksRun.js";

export interface SpectraFitOptions extends FitOptions {
  /** @default the cores of the machine */
  threads?: number;
  progress?: Progress;
  /** Stops between two spectra. */
  signal?: AbortSignal;
}

/** A spectrum of a batch: its fit, or why there is none. */
export interface SpectraFitted {
  id: string;
  fit?: FitResult;
  failure?: string;
}

/** Fits many spectra with one basis in worker threads (`spectrumFit`). One that cannot be fitted does not stop the rest. */
export async function spectraFit(
  spectra: readonly { id: string; stack: FidStack }[],
  basis: BasisSet,
  options: SpectraFitOptions = {},
): Promise<SpectraFitted[]> {
  const { threads, progress, signal, ...fit } = options;
  // Only what a fit takes goes to the workers; a reader's basis holds more.
  const { names, re, im, shape, condition, header } = basis;
  const workerData: FitShared = { basis: { names, re, im, shape, condition, header }, options: fit };
  const tasks = spectra.map(({ id, stack }) => ({ id, task: stack }));
  const done = await tasksRun<FidStack, FitResult>(new URL("./fitTask.js", import.meta.url), tasks, {
    threads,
    progress,
    signal,
    workerData,
  });
  signal?.throwIfAborted();
  return done.map(({ result, error }, k) => ({
    id: spectra[k].id,
    ...(result && { fit: result }),
    ...(error && { failure: error.message }),
  }));
}
