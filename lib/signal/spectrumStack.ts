import type { ScanHeader } from "./fidStack.js";

/**
 * n complex spectra of `points` values over one ppm axis, row-major.
 *
 * The axis ascends in ppm (figures draw it reversed). A spectrum is the plain forward FFT of its FID,
 * so that a FID of 1 at all N points gives N at `referencePpm`.
 */
export interface SpectrumStack extends ScanHeader {
  /** n x points. */
  re: Float32Array;
  /** n x points. */
  im: Float32Array;
  /** [n, points]. */
  shape: readonly [number, number];
  /** ppm of each point, ascending. */
  ppm: Float64Array;
}
