/**
 * What a decoder leaves out of transients, in units of the scan's thermal noise (the SD of the real part of a point of
 * signal-free spectrum, so that one model serves scans of any gain).
 */
export interface NoiseModel {
  /** Of the generalised Gaussian that the noise of a point follows: 2 is Gauss's. */
  shape: number;
  /** Relative power of thermal noise at each point of the whole spectrum; absent where it is white. */
  power?: Float64Array;
  /** ppm of the p points that the modes are given at: the model's, for a scan whose lines are where they should be. */
  ppm: Float64Array;
  /** How transients of a condition of one scan differ beyond thermal noise, for each condition that was learned from. */
  structure: readonly NoiseStructure[];
}

/** Drift, phase, residual water: what transients of a condition differ by, and how much. */
export interface NoiseStructure {
  /** The condition; absent where scans have none. */
  label?: number;
  /** k x 2p (Re, then Im), orthonormal rows, in units of the noise at each point. */
  modes: Float32Array;
  /** k: variance along each mode, in units of the noise's variance, which is not in it. */
  excess: Float64Array;
}

/** How strong the noise of a scan is. */
export interface NoiseLevel {
  /** SD of the real part of a point of signal-free spectrum, in the scan's own units. */
  sd: number;
  /** Samples of a FID; beyond them it is zero-filled. */
  samples: number;
}
