/** Practices of fitting, declared in `data/fit-presets.json`. */
export type FitPresetName = "default" | "osprey" | "fsl-mrs";

/** The smooth part of the spectrum that no component explains. */
export type FitBaseline =
  | { kind: "none" }
  /** Free polynomial of this order. */
  | { kind: "polynomial"; order: number }
  /** Cubic B-splines without penalty, one a `knotSpacing` ppm: the spacing is the stiffness. */
  | { kind: "spline"; knotSpacing: number }
  /**
   * Cubic B-splines with a penalty on the second differences of their coefficients. Stiffness is stated as the
   * effective dimension per ppm; `auto` lets the data choose it after a first fit (Akaike's criterion, as many rows
   * counted as are independent), `auto, all rows` counts every row and so takes a softer one.
   */
  | { kind: "penalised"; knotSpacing: number; dimensionPerPpm: number | "auto" | "auto, all rows" };

/** Pulls amplitudes towards `of = ratio x to`. */
export interface FitSoftConstraint {
  of: string;
  to: string;
  ratio: number;
}

/** Where a fit begins, for example what the fit of OFF found. */
export interface FitStart {
  /** Hz */
  shift: number;
  /** Hz */
  gaussian: number;
  /** rad */
  phase0: number;
  /** rad per ppm */
  phase1: number;
  /** Share of the literature's T2 that the lines show; held where it is given. */
  relaxation?: number;
}

/** Everything a fit can be told; a preset fills what is left out. */
export interface FitOptions {
  /** @default "default" */
  preset?: FitPresetName;
  /** ppm @default [0.2, 4] */
  ppmRange?: [number, number];
  /**
   * Minimise the real part of the zero-filled spectrum, or real and imaginary part of the unfilled one. Both hold the
   * same information about a FID.
   */
  residual?: "real" | "complex";
  baseline?: FitBaseline;
  /**
   * Entries of the basis to fit, by any name that is known (`Ins`, `mI`), and no others. @default all that are
   * metabolites, or the preset's list (`osprey`); what is left out stands in `FitResult.notFitted`
   */
  metabolites?: readonly string[];
  /** Entries of the basis to leave out. @default [] */
  omit?: readonly string[];
  /** Fit with a basis of another echo time than the scan's; the result is flagged. @default false: it is refused */
  otherEchoTime?: boolean;
  /** Names of Gaussian groups of `data/fit-macromolecules.json`; [] for none. */
  gaussians?: readonly string[];
  /** Which components share shift and Lorentzian width: each its own, or lists of names (the rest shares one group). */
  groups?: "each" | readonly (readonly string[])[];
  /** Convolve the metabolites with a free lineshape. */
  lineshape?: boolean;
  softConstraints?: readonly FitSoftConstraint[];
  /** Strength of the soft constraints: each row is weighted by this times the column's 1-norm. */
  softWeight?: number;
  /**
   * Broaden each metabolite by its own T2 (`data/tissue.json`) besides the common width, all by a share that is fitted:
   * 1 in tissue, near 0 in a solution or for a basis with these widths.
   */
  relaxation?: boolean;
  /** Share of grey matter in the voxel's tissue, which T2 depends on. @default 2 / 3 */
  greyMatter?: number;
  /** Fit the first-order phase. */
  phase1?: boolean;
  /** Components that become part of another, by name: { MM3co: "MM09" } fits one amplitude for both. */
  merge?: Readonly<Record<string, string>>;
  /** What a proton gives at t = 0 in the basis, for the size of Gaussians. @default from creatine, else 1 */
  proton?: number;
  /** Start of the shift, phase and Gaussian width. @default found by a fit of the main lines */
  start?: FitStart;
  /** Most Levenberg-Marquardt iterations. */
  iterations?: number;
}
