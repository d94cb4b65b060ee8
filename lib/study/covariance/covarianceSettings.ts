import type { CovarianceConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";

/** Settings of the covariance network in the augmentation study (`data/sisters.json`). */
export interface CovarianceSettings {
  /** Training and validation samples: each a draw of transients of one subject. */
  samples: number;
  validation: number;
  network: Partial<CovarianceConfig>;
  /** What the recurrent design has otherwise. */
  recurrent?: Partial<CovarianceConfig>;
  ppmRange: [number, number];
  augmentation: CovarianceAugmentation;
}

/** How a training sample is varied. */
export interface CovarianceAugmentation {
  /** SD of each transient's frequency, Hz. */
  frequency: number;
  /** SD of each transient's phase, degrees. */
  phase: number;
  /** Largest additional Lorentzian width of a sample, Hz. */
  broadening: number;
  /** Largest area of each additional macromolecule peak in ON, relative to the first point of the difference FID. */
  macromolecules: number;
}

/** @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function covarianceSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): CovarianceSettings {
  const { covariance } = dataRead<{
    covariance: Record<StudySize, Omit<CovarianceSettings, "ppmRange" | "augmentation">> &
      Pick<CovarianceSettings, "ppmRange" | "augmentation">;
  }>("sisters.json");
  const { ppmRange, augmentation } = covariance;
  const { samples, validation, network, recurrent } = covariance[size];
  return { samples, validation, network, recurrent, ppmRange, augmentation };
}
