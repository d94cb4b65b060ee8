import type { Vae } from "../../models/index.js";
import { studyModel } from "../trained/studyModel.js";
import type { AugmentationLearnOptions, AugmentationTraining } from "./augmentationMethod.js";

/** Models by training, so that the methods which share one neither train nor read it twice. */
const models = new WeakMap<AugmentationTraining, Promise<Vae>>();

/** The autoencoder of the paper's methods: of single transients, with the study's settings. */
export function augmentationModel(
  training: AugmentationTraining,
  { progress, signal, cache }: AugmentationLearnOptions,
): Promise<Vae> {
  let model = models.get(training);
  if (model === undefined) {
    model = studyModel(training.set, training.vae, { progress, signal, cache });
    // A training that was stopped is not the next one's answer.
    model.then(
      ({ provenance }) => void (provenance.stopped === "signal" && models.delete(training)),
      () => void models.delete(training),
    );
    models.set(training, model);
  }
  return model;
}
