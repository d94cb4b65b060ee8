import { dataRead } from "../../signal/index.js";
import type { AugmentationSettings } from "../augmentation/augmentationConfig.js";
import type { StudySize } from "../set/studySettings.js";

/**
 * The augmentation study in which the covariance network is tried (`data/sisters.json`): from one transient of a
 * condition on.
 *
 * @param size - @default `quick` when `MRS_QUICK` is set, else `full`
 */
export function covarianceStudySettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): AugmentationSettings {
  const { covariance } = dataRead<{ covariance: Record<StudySize, { study: AugmentationSettings }> }>(
    "sisters.json",
  );
  return covariance[size].study;
}
