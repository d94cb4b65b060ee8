import type { Vae } from "../../models/index.js";
import { noiseFit } from "../../noise/index.js";
import { EDIT_OFF, EDIT_ON, stackSelect } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";
import type { StudyScan } from "../set/studySet.js";
import { transientsOf } from "../set/subsetDraw.js";
import { augmentationPrepare } from "../spectra/augmentationPrepare.js";
import { scansShape } from "../spectra/scansShape.js";
import { shapeParts } from "../spectra/shapeParts.js";
import { transientsGenerate } from "../spectra/transientsGenerate.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { samplerMethods } from "./samplerMethods.js";

/** Transients of a condition of each training scan that the shape is averaged from: more only take longer. */
const SHAPE_TRANSIENTS = 40;

/**
 * The ways of filling subsets up that figures 8 and 9 and table 1 compare: the paper's samplers, each also with the noise
 * that the decoder leaves out restored (`random with noise` and so on; `noiseFit`), and random sampling whose mean is
 * held to the subset's average (`consistent`).
 *
 * `consistent` takes from the training scans how spectra look (`scansShape`, and in it the part of each metabolite,
 * `shapeParts`), and from the subset its line width and how much there is of each part. The width is searched for: by the
 * shape's second derivative alone, amplitudes of subjects with other widths are off by 5 % even without noise (noise-free
 * scans of another seed).
 *
 * @param training - edited scans of the model's training, which noise and shape are learned from.
 * @param basis - OFF and ON.
 */
export function quantificationMethods(
  model: Vae,
  training: readonly StudyScan[],
  basis: readonly BasisSet[],
): Record<string, TransientsMethod> {
  const noise = noiseFit(training, model);
  const prepared = training.map((scan) => ({ ...scan, stack: augmentationPrepare(beginning(scan.stack)) }));
  const { ppm } = model;
  // Half a point more on either side: the model's own points, whatever the borders were rounded to
  const edge = (ppm[1] - ppm[0]) / 2;
  const shape = scansShape(prepared, [ppm[0] - edge, ppm[ppm.length - 1] + edge]);
  const parts = shapeParts(shape, basis);
  return {
    ...samplerMethods(model),
    ...Object.fromEntries(
      Object.entries(samplerMethods(model, noise)).map(([name, method]) => [`${name} with noise`, method]),
    ),
    consistent: (subset, count, random) =>
      transientsGenerate(model, subset, {
        method: "consistent",
        count,
        random,
        shape,
        consistent: { parts, width: "search" },
      }),
  };
}

function beginning(stack: FidStack): FidStack {
  const { shape, labels } = stack;
  const places = [EDIT_OFF, EDIT_ON].flatMap((label) =>
    transientsOf(shape[0], labels, label).slice(0, SHAPE_TRANSIENTS),
  );
  return stackSelect(
    stack,
    places.sort((a, b) => a - b),
  );
}
