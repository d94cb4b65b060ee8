import type { Vae } from "../models/index.js";
import { noiseFit } from "../noise/index.js";
import { augmentationPrepare } from "./augmentationPrepare.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { samplerMethods } from "./samplerMethods.js";
import { scansShape } from "./scansShape.js";
import type { StudyScan } from "./studySet.js";
import { transientsGenerate } from "./transientsGenerate.js";

/**
 * The ways of filling subsets up that figures 8 and 9 compare: the paper's samplers, random sampling with the noise that
 * the decoder leaves out restored (`noiseFit`), and random sampling whose mean is held to the subset's average
 * (`consistent`, its shape the training mean).
 *
 * @param training - edited scans of the model's training, which noise and shape are learned from.
 */
export function quantificationMethods(
  model: Vae,
  training: readonly StudyScan[],
): Record<string, TransientsMethod> {
  const noise = noiseFit(training, model);
  const prepared = training.map((scan) => ({ ...scan, stack: augmentationPrepare(scan.stack) }));
  const { ppm } = model;
  // Half a point more on either side: the model's own points, whatever the borders were rounded to
  const edge = (ppm[1] - ppm[0]) / 2;
  const shape = scansShape(prepared, [ppm[0] - edge, ppm[ppm.length - 1] + edge]);
  return {
    ...samplerMethods(model),
    "noise restored": (subset, count, random) =>
      transientsGenerate(model, subset, { method: "random", count, random, noise }),
    consistent: (subset, count, random) =>
      transientsGenerate(model, subset, { method: "consistent", count, random, shape }),
  };
}
