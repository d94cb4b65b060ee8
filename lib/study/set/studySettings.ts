import type { CohortPreset } from "../../cohort/index.js";
import type { VaeConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";

/** How large a study is: `full`, or `quick` for a first look and for tests. */
export type StudySize = "full" | "quick";

/** Settings of a study (`data/study.json`). */
export interface StudySettings {
  seed: number;
  /** What differs from the model's defaults. */
  vae: Partial<VaeConfig>;
  /** Of the simulated cohort. */
  preset?: CohortPreset;
  /** Of the measured PRESS scans. */
  testSite?: string;
}

/** The settings of a study. @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function studySettings(
  study: "simulated" | "press" | "mega",
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): StudySettings {
  return dataRead<Record<string, Record<StudySize, StudySettings>>>("study.json")[study][size];
}
