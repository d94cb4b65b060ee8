import type { CohortConfig } from "../../cohort/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";

/** Settings of figures 8 and 9 (`data/study.json`). */
export interface QuantificationSettings {
  /** The test subjects, simulated with a seed of their own: no model has learned from them. */
  cohort: CohortConfig;
  /** Measured transients a condition in a subset. */
  subsets: number[];
  /** At which n, and on the subjects of how many sites, the cause of the bias is looked for. */
  ablation: { n: number; sites: number };
}

/** The settings of the quantification study. @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function quantificationSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): QuantificationSettings {
  return dataRead<{ quantification: Record<StudySize, QuantificationSettings> }>("study.json").quantification[
    size
  ];
}
