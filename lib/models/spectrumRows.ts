import type { ScanHeader } from "../signal/fidStack.js";

/** Spectra as a model sees them: one row of real numbers each, all of the same size. */
export interface SpectrumRows {
  /** n x 2p: the p real values, then the p imaginary ones, divided by the spectrum's own largest magnitude. */
  rows: Float32Array;
  /** What each row was divided by: rows times scale are in the spectrum's own units. */
  scale: Float32Array;
  /** [n, 2p]. */
  shape: readonly [number, number];
  /** ppm of the p points, ascending. */
  ppm: Float64Array;
  /** Of the scan the spectra come from, with its labels. */
  header: ScanHeader;
}
