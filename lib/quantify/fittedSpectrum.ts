import type { FitResult } from "../fit/index.js";
import type { FittedSpectrum } from "./scanQuantify.js";

/**
 * A fit as quantification takes it.
 *
 * @param spectrum - what was fitted: `OFF`, `DIFF`, `PRESS`.
 */
export function fittedSpectrum(spectrum: string, fit: FitResult): FittedSpectrum {
  return {
    spectrum,
    names: fit.components.map(({ name }) => name),
    amplitudes: fit.components.map(({ amplitude }) => amplitude),
    covariance: fit.covariance,
    flags: fit.converged ? fit.flags : ["fit failed", ...fit.flags],
  };
}
