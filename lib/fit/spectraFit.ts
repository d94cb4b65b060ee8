import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { FidStack, Progress } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import type { FitOptions } from "./fitOptions.js";
import type { FitShared } from "./fitTask.js";
import type { FitResult } from "./fitResult.js";

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
  const { threads = availableParallelism(), progress, signal, ...fit } = options;
  const count = Math.max(1, Math.min(threads, spectra.length));
  // Only what a fit takes goes to the workers; a reader's basis holds more.
  const { names, re, im, shape, condition, header } = basis;
  const workerData: FitShared = { basis: { names, re, im, shape, condition, header }, options: fit };
  const pool = new Piscina({
    filename: new URL("./fitTask.js", import.meta.url).href,
    maxThreads: count,
    minThreads: count,
    workerData,
  });
  let done = 0;
  try {
    return await Promise.all(
      spectra.map(async ({ id, stack }): Promise<SpectraFitted> => {
        try {
          const result = (await pool.run(stack, { signal })) as FitResult;
          return { id, fit: result };
        } catch (error) {
          signal?.throwIfAborted();
          return { id, failure: error instanceof Error ? error.message : String(error) };
        } finally {
          progress?.(++done, spectra.length, id);
        }
      }),
    );
  } finally {
    await pool.destroy();
  }
}
