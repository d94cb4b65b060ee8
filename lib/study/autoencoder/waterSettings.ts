import type { VaeConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";

/** How many transients of a condition the water study uses, and what differs from the model's defaults. */
export interface WaterSettings {
  transients: number;
  vae: Partial<VaeConfig>;
}

/** Settings of figure 13 (`data/study.json`). @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function waterSettings(size: StudySize = process.env.MRS_QUICK ? "quick" : "full"): WaterSettings {
  return dataRead<{ water: Record<StudySize, WaterSettings> }>("study.json").water[size];
}
