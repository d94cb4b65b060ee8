import type { AugmentationMethod } from "./augmentationMethod.js";
import { augmentationMethods } from "./augmentationMethods.js";
import { AUGMENTATION_MEASURED } from "./augmentationRow.js";

/** What figures call everything that the augmentation study's rows name as `method`, in the order of the figures. */
export function augmentationTitles(
  methods: readonly AugmentationMethod[] = augmentationMethods(),
): Record<string, string> {
  const { subset, full, truth } = AUGMENTATION_MEASURED;
  return {
    [subset]: "Bare subset",
    [full]: "Full scan",
    ...Object.fromEntries(methods.map(({ name, title }) => [name, title])),
    [truth]: "Truth",
  };
}
