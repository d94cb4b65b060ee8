import type { FitPresetName } from "./fitOptions.js";

/** What a component stands for. */
export type FitKind = "metabolite" | "macromolecule" | "lipid";

/** One column of the linear combination, as fitted. */
export interface FitComponent {
  /** The basis set's name, or that of a Gaussian of `data/fit-macromolecules.json`. */
  name: string;
  kind: FitKind;
  /** Amplitude in units of the basis: data of 3 times a basis FID gives 3. Gaussians: protons x amplitude at t = 0. */
  amplitude: number;
  /**
   * Cramer-Rao bound of the amplitude, one SD, with every other parameter unknown. Infinity when the data cannot tell. It
   * holds for the baseline's stiffness as it is: where the data choose another from one scan to the next, values scatter
   * more (`baselineDimension` shows it).
   */
  crlb: number;
  /** crlb over amplitude; Infinity for an amplitude of 0. */
  crlbPercent: number;
  /** Hz by which the line lies above its place in the basis, the spectrum's common shift included. */
  shift: number;
  /** Hz, Lorentzian full width at half maximum on top of the basis. */
  lorentzian: number;
}

/** Curves over `ppm` (ascending), real, after the fitted phase and in the data's own scale. */
export interface FitSpectra {
  ppm: Float64Array;
  data: Float64Array;
  /** Everything that was fitted: components and baseline. */
  fit: Float64Array;
  baseline: Float64Array;
  /** data - fit */
  residual: Float64Array;
  /** components x points: amplitude times component. */
  components: Float32Array;
}

/** An entry of the basis that a fit leaves out, and why. */
export interface FitLeftOut {
  name: string;
  why: string;
}

/** A linear-combination fit of one spectrum. */
export interface FitResult {
  preset: FitPresetName;
  ppmRange: [number, number];
  components: FitComponent[];
  /** What the basis holds beside them. */
  notFitted: FitLeftOut[];
  /** Covariance of the amplitudes in `components`' order, components x components, row-major. */
  covariance: Float64Array;
  /** Correlation of the amplitudes, as `covariance`; 0 where a variance is unknown. */
  correlation: Float64Array;
  /** Hz common to all components. */
  shift: number;
  /** Hz, Gaussian full width at half maximum common to all components. */
  gaussian: number;
  /** rad: the data has this zero-order phase; the curves have it taken away. */
  phase0: number;
  /** rad per ppm about 4.68 ppm. */
  phase1: number;
  /** Share of the literature's T2 widths that was found, where the practice has it. */
  relaxation?: number;
  /** Coefficients of the free lineshape (sum 1, one a spectral point, middle = no shift) when it was fitted. */
  lineshape?: Float64Array;
  /** Effective number of free baseline parameters. */
  baselineDimension: number;
  spectra: FitSpectra;
  /** SD of the residual over the fitted range. */
  residualSd: number;
  /** SD of the noise of the same spectrum where there is no signal. */
  noiseSd: number;
  /** residualSd / noiseSd: 1 is a fit that leaves noise. */
  residualOverNoise: number;
  /** What a reader should know before trusting the numbers; empty for a clean fit. */
  flags: string[];
  /** false when the fit failed: the amplitudes are then not to be used. */
  converged: boolean;
  iterations: number;
  milliseconds: number;
}
