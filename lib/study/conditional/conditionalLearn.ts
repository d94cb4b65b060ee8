import { CVAE, cvaeTrain } from "../../models/index.js";
import type { Cvae, CvaeLabel, LabelledRows } from "../../models/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import type { AugmentationLearnOptions } from "../augmentation/augmentationMethod.js";
import { networkKept } from "../trained/networkKept.js";
import type { StudyScan, StudySet } from "../set/studySet.js";
import { float32Concat } from "../spectra/float32Concat.js";
import { conditionalSettings } from "./conditionalSettings.js";
import type { ConditionalLearnSettings } from "./conditionalSettings.js";
import { conditionalLabels, conditionalSubject } from "./conditionalSubject.js";

export interface ConditionalLearnOptions extends Omit<AugmentationLearnOptions, "random"> {
  /** As in `conditionalSubject`. */
  shape?: SpectrumStack;
  conditionOnly?: boolean;
  /** @default `conditionalSettings().subjects` */
  settings?: ConditionalLearnSettings;
}

/**
 * A conditional VAE of subjects' transients that learned from a set's training subjects and stopped by its validation
 * subjects, or is kept from before. It is told whether a transient is edited and how much tNAA, tCr, tCho, GABA+ and
 * Glx the subject has by the average of all its transients; test subjects are not looked at.
 *
 * @param set - prepared scans (`augmentationPrepare`).
 */
export async function conditionalLearn(set: StudySet, options: ConditionalLearnOptions = {}): Promise<Cvae> {
  const { shape, conditionOnly = false, settings = conditionalSettings().subjects } = options;
  const { progress, signal, cache } = options;
  const told = { shape, conditionOnly };
  const first = conditionalSubject(set.train[0].stack, settings, told);
  const part = (scans: readonly StudyScan[]): LabelledRows => {
    const subjects = scans.map(({ stack }) => conditionalSubject(stack, first, told));
    const of = (key: "rows" | "labels"): Float32Array =>
      float32Concat(subjects.map((subject) => subject[key]));
    const n = subjects.reduce((sum, { shape: [count] }) => sum + count, 0);
    return { rows: of("rows"), labels: of("labels"), shape: [n, first.shape[1]] };
  };
  const training = part(set.train);
  const names = conditionOnly ? ["ON"] : conditionalLabels;
  const config = {
    ...settings.network,
    labels: names.map((name, k) => ({ name, range: rangeOf(training.labels, k, names.length) })),
    ppm: [...first.ppm],
  };
  const validation = part(set.validation);
  const of = {
    code: import.meta.url,
    settings: config,
    data: [training, validation].flatMap(({ rows, labels }) => [rows, labels]),
  };
  const train = (checkpoint: { path: string }): Promise<Cvae> =>
    cvaeTrain(training, validation, config, { progress, signal, checkpoint });
  return networkKept(CVAE, of, train, { cache });
}

/** As the training subjects have it. */
function rangeOf(labels: Float32Array, k: number, count: number): CvaeLabel["range"] {
  let [low, high] = [Infinity, -Infinity];
  for (let i = k; i < labels.length; i += count) {
    low = Math.min(low, labels[i]);
    high = Math.max(high, labels[i]);
  }
  return [low, high];
}
