import type { SamplerName } from "../../samplers/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";

/** How many transients of a condition a subset has, how many spectra are made from it, and by which sampler. */
export interface NoiseSettings {
  subset: number;
  count: number;
  method: SamplerName;
}

/** Settings of figures 10 and 12 (`data/study.json`). @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function noiseSettings(size: StudySize = process.env.MRS_QUICK ? "quick" : "full"): NoiseSettings {
  return dataRead<{ noise: Record<StudySize, NoiseSettings> }>("study.json").noise[size];
}
