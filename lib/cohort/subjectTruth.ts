import type { BaselineTruth } from "./baselineSpline.js";
import type { CoilTruth } from "./coilsReceive.js";
import type { CohortEffect } from "./cohortEffects.js";
import type { CohortVendorName } from "./cohortVendor.js";
import type { EddyCurrent } from "./eddyCurrents.js";
import type { LipidTruth } from "./lipidsAdd.js";
import type { EffectCourse, MotionEvent, MovingEffect } from "./subjectScan.js";
import type { WaterComponent } from "./waterCourse.js";

/** Everything that a simulated subject's data were made from. Arrays run over the transients in their order. */
export interface SubjectTruth {
  subject: string;
  site: string;
  vendor: CohortVendorName;
  /** Effects that are in the data. */
  effects: CohortEffect[];
  /** mM in the voxel, tissue-weighted, per metabolite. */
  concentrations: Record<string, number>;
  /** Fractions of the voxel; they sum to 1. A phantom has no tissue: all 0. */
  tissue: { greyMatter: number; whiteMatter: number; csf: number };
  /** Hz, full width at half maximum of the Gaussian part of every line. */
  gaussianWidth: number;
  /** Hz, mean length of the exponential tail of the B0 distribution; positive: towards higher ppm. */
  skew: number;
  /** Hz, full width at half maximum of each metabolite's Lorentzian part, 1 / (pi T2). */
  lorentzianWidths: Record<string, number>;
  /** Areas in proton mM at the sequence's TE, per macromolecule peak (`MM0.92`, …, and `MM3co`: difference only). */
  macromolecules: Record<string, number>;
  lipids?: LipidTruth;
  /** The same in all transients and in the water reference. */
  eddyCurrents: EddyCurrent[];
  /** In OFF and ON alike. */
  baseline?: BaselineTruth;
  /** Factors on the first samples of every FID and of the water reference. */
  firstSamples: number[];
  /** SD of the real and of the imaginary part of each sample of each FID (of the combined coils). */
  noiseSd: number;
  /** Condition of each transient, in the order of acquisition. */
  condition: string[];
  /** Whether each transient is stored with opposite sign; undefined where none is. */
  inverted?: boolean[];
  /** Hz that all transients share, part of `frequency`. */
  frequencyOffset: number;
  /** rad that all transients share, part of `phase`. */
  phaseOffset: number;
  /** Hz added to every transient's frequencies: the offset and what all courses sum to. */
  frequency: number[];
  /** rad, likewise. */
  phase: number[];
  /** Factor on the whole signal, the product of all courses. */
  amplitude: number[];
  /** Hz of additional Lorentzian width, the sum of all courses. */
  broadening: number[];
  /** What each effect has of `frequency`, `phase`, `amplitude` and `broadening`. */
  courses: Partial<Record<MovingEffect, EffectCourse>>;
  motion: MotionEvent[];
  /** Residual water, one entry a component. */
  water: WaterComponent[];
  /** Where water stands, ppm. */
  waterPpm: number;
  /**
   * Unsuppressed water of grey matter, white matter and CSF (of a phantom: one): signal at t = 0 at the sequence's TE and
   * TR in proton mM, Lorentzian width in Hz.
   */
  waterReference: { signal: number; width: number }[];
  coils?: CoilTruth;
}
