import type { AugmentationMethod } from "../augmentation/augmentationMethod.js";
import { scansShape } from "../spectra/scansShape.js";
import { conditionalGenerate } from "./conditionalGenerate.js";
import { conditionalLearn } from "./conditionalLearn.js";
import { conditionalSettings } from "./conditionalSettings.js";

/**
 * What the network is told of a subject: `amounts`, integrals of its averaged OFF and difference spectra; `fitted amounts`,
 * the same of what `spectraConsistent` makes of them (the training subjects' mean fitted to the average, band by band);
 * `condition`, nothing but whether a transient is edited, as a control.
 */
export type ConditionalTold = "amounts" | "fitted amounts" | "condition";

const METHODS: Readonly<Record<ConditionalTold, { name: string; title: string }>> = {
  amounts: { name: "conditional", title: "Conditional VAE (integrals)" },
  "fitted amounts": { name: "conditional fitted", title: "Conditional VAE (fitted)" },
  condition: { name: "conditional control", title: "Conditional VAE (ON/OFF only)" },
};

/**
 * A conditional VAE as a method of the augmentation study: `random` sampling with a network that is told, besides the
 * editing condition, how much tNAA, tCr, tCho, GABA+ and Glx the subject has: of a training subject by the average of
 * all its transients, of a test subject by that of the few that there are. Nothing of the truth is told.
 */
export function conditionalAugmentation(
  told: ConditionalTold = "amounts",
  settings = conditionalSettings().subjects,
): AugmentationMethod {
  return {
    ...METHODS[told],
    makes: "transients",
    code: import.meta.url,
    settings: { told, ...settings },
    async learn({ set }, { progress, signal, cache }) {
      const shape = told === "fitted amounts" ? scansShape(set.train, settings.ppmRange) : undefined;
      const conditionOnly = told === "condition";
      const options = { shape, conditionOnly, settings, progress, signal, cache };
      const model = await conditionalLearn(set, options);
      return (subsets) => conditionalGenerate(model, subsets, { shape });
    },
  };
}
