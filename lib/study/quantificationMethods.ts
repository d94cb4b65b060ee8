import type { Vae } from "../models/index.js";
import { noiseFit } from "../noise/index.js";
import { EDIT_OFF, EDIT_ON, stackSelect, stackToSpectra } from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { augmentationPrepare } from "./augmentationPrepare.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { samplerMethods } from "./samplerMethods.js";
import { scansShape } from "./scansShape.js";
import { shapeParts } from "./shapeParts.js";
import { spectraAverage } from "./spectraAverage.js";
import { spectraConsistent } from "./spectraConsistent.js";
import type { StudyScan } from "./studySet.js";
import { transientsOf } from "./subsetDraw.js";
import { transientsGenerate } from "./transientsGenerate.js";

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
  const range = [ppm[0] - edge, ppm[ppm.length - 1] + edge] as const;
  // The mean of lines of several widths is no line of one: once more, all brought to the width of the first mean.
  const first = scansShape(prepared, range);
  const alike = prepared.map((scan) => ({
    ...scan,
    stack: widened(scan.stack, -widthOver(scan.stack, first)),
  }));
  const shape = scansShape(alike, range);
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

/** Hz^2 by which a scan's lines are wider than a shape's. */
function widthOver(stack: FidStack, shape: SpectrumStack): number {
  return spectraConsistent(spectraAverage(stackToSpectra(stack)), shape, { width: "search" }).wider;
}

/** FIDs whose lines are wider, or narrower, by a Gaussian of this squared full width at half maximum (Hz^2). */
function widened(stack: FidStack, squares: number): FidStack {
  const { dwellTime, shape } = stack;
  const rate = (Math.PI ** 2 * squares) / (4 * Math.LN2);
  const envelope = Float64Array.from({ length: shape[1] }, (_, k) =>
    Math.min(10, Math.exp(-rate * (k * dwellTime) ** 2)),
  );
  const shaped = (samples: Float32Array): Float32Array =>
    samples.map((value, i) => value * envelope[i % shape[1]]);
  return { ...stack, re: shaped(stack.re), im: shaped(stack.im) };
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
