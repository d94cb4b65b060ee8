import type { SpectraConsistentOptions } from "../spectra/spectraConsistent.js";
import { augmentationConsistent } from "./augmentationConsistent.js";
import { augmentationMeanReconstruction } from "./augmentationMeanReconstruction.js";
import type { AugmentationMethod } from "./augmentationMethod.js";

const mean = (name: string, title: string, consistent?: SpectraConsistentOptions): AugmentationMethod =>
  augmentationConsistent(name, title, { shape: "training mean", consistent });

/**
 * From the paper's way to the consistent one, an ingredient at a time: `augmentationStudy` with these methods and
 * `augmentationTable` of its summary say what each is worth.
 */
export const augmentationAblation: readonly AugmentationMethod[] = [
  augmentationMeanReconstruction,
  augmentationConsistent("average encoded", "One average encoded", { shape: "vae", consistent: false }),
  augmentationConsistent("trained on means", "Trained on averages", {
    shape: "vae of means",
    consistent: false,
  }),
  augmentationConsistent("consistent vae", "One average encoded, held to the data", { shape: "vae" }),
  augmentationConsistent("consistent vae of means", "Trained on averages, held to the data", {
    shape: "vae of means",
  }),
  mean("consistent", "Training mean held to the data"),
  mean("one amplitude", "Training mean, one amplitude for all", { bands: [0.2, 4.2] }),
  mean("real part only", "Training mean, real part only", { complex: false }),
  mean("baseline", "Training mean, a baseline fitted", { baseline: 2 }),
  mean("no artefacts", "Training mean, no artefacts fitted", { alignment: false, gain: 0 }),
  mean("fixed width", "Training mean, fixed line width", { width: false }),
];
