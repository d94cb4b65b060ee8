import type { VaeConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";
import type { AugmentationCohort } from "./augmentationSource.js";
import type { AugmentationDesign } from "./augmentationSubsets.js";

/** All that decides an augmentation study besides its subjects. */
export interface AugmentationConfig extends AugmentationDesign {
  /** The autoencoder of the paper's methods: what differs from `vaeDefaults`. */
  vae: Partial<VaeConfig>;
  /**
   * What the metrics that compare (MSE, shape score) compare with. The full scan has noise and holds the subset; the
   * truth is there for simulated subjects only. @default "full scan"
   */
  reference?: "full scan" | "truth";
}

/** The settings of the augmentation study (`data/study.json`): of the simulated cohort, and of the measured scan. */
export interface AugmentationSettings {
  cohort: AugmentationCohort;
  simulated: AugmentationConfig;
  /** Of the study's first test subjects; less of all, since what is sought is a cause and not a third digit. */
  ablation: AugmentationConfig & { test: number };
  mega: AugmentationConfig;
}

/** @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function augmentationSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): AugmentationSettings {
  return dataRead<{ augmentation: Record<StudySize, AugmentationSettings> }>("study.json").augmentation[size];
}
