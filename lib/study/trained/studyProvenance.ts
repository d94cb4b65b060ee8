import type { Vae } from "../../models/index.js";
import { provenance } from "../files/provenance.js";
import type { StudySet } from "../set/studySet.js";

/** What made a figure: the scans of each part, the model's settings, and the hash of what it learned from. */
export function studyProvenance(set: StudySet, model: Vae): Record<string, unknown> {
  const ids = (part: { id: string }[]): string[] => part.map(({ id }) => id);
  const { config, provenance: of } = model;
  return provenance({
    data: set.name,
    split: { train: ids(set.train), validation: ids(set.validation), test: ids(set.test) },
    model: { config, trainingData: of.training, bestEpoch: of.bestEpoch },
    engine: { backend: of.engine.backend, threads: of.engine.threads },
  });
}
