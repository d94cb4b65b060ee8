import { vaeDefaults, vaeTrain } from "../../models/index.js";
import type { Vae } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import { scansMeans } from "../set/scansMeans.js";
import type { AugmentationLearnOptions, AugmentationTraining } from "./augmentationMethod.js";

/** Means of each condition of each scan that make up an epoch. */
const COUNT = 20;
/** Means have little noise, so that the weight against it can be small. */
const BETA = 0.001;

const models = new WeakMap<AugmentationTraining, Promise<Vae>>();

/**
 * An autoencoder of averages: like the paper's, but each row is the mean of 1 to 32 transients of a subject, drawn
 * afresh in every epoch, with a weaker prior.
 */
export function augmentationMeansModel(
  training: AugmentationTraining,
  { progress, signal }: AugmentationLearnOptions,
): Promise<Vae> {
  let model = models.get(training);
  if (model === undefined) {
    const { set, vae } = training;
    const settings = { ...vaeDefaults, ...vae, beta: BETA };
    const ppmRange = settings.ppmRange === "all" ? ([0.2, 4.2] as const) : settings.ppmRange;
    const draw = scansMeans(set.train, { ppmRange, count: COUNT });
    const random = randomSource(settings.seed).fork("means");
    const validation = scansMeans(set.validation, { ppmRange, count: COUNT })(random.fork("validation"));
    model = vaeTrain(draw(random.fork("training")), validation, settings, {
      augment: (_, ofEpoch) => draw(ofEpoch),
      progress,
      signal,
    });
    // A training that was stopped is not the next one's answer.
    model.then(
      ({ provenance }) => void (provenance.stopped === "signal" && models.delete(training)),
      () => void models.delete(training),
    );
    models.set(training, model);
  }
  return model;
}
