import type { AugmentationMeasurement } from "./augmentationMeasure.js";

/** One number of the study. */
export interface AugmentationRow extends Omit<AugmentationMeasurement, "draw"> {
  subject: string;
  site: string;
  /** null for what is of all draws together, or of the truth. */
  draw: number | null;
}

/** What `method` says of what was measured. */
export const AUGMENTATION_MEASURED = { subset: "subset", full: "full scan", truth: "truth" } as const;
