import { InputError, randomSource } from "../signal/index.js";
import { betaWarmup } from "./betaWarmup.js";
import { CVAE, type Cvae, type CvaeConfig, cvaeDefaults, type LabelledRows } from "./cvae.js";
import { cvaeInputs } from "./cvaeInputs.js";
import { cvaeObjective } from "./cvaeObjective.js";
import { networkTrain, type NetworkTrainOptions } from "./networkTrain.js";

/**
 * Trains a conditional VAE. The same config, rows and engine give the same model bit by bit.
 *
 * @param config - labels and ppm, and what differs from `cvaeDefaults`. `scale` is the largest magnitude of the
 * training rows unless given.
 * @throws InputError for a label whose range is empty.
 */
export async function cvaeTrain(
  training: LabelledRows,
  validation: LabelledRows,
  config: Partial<CvaeConfig> & Pick<CvaeConfig, "labels" | "ppm">,
  options: NetworkTrainOptions = {},
): Promise<Cvae> {
  const scale = training.rows.reduce((largest, value) => Math.max(largest, Math.abs(value)), 0);
  const whole: CvaeConfig = { ...cvaeDefaults, scale, ...config };
  for (const { name, range } of whole.labels) {
    if (!(range[0] < range[1])) {
      throw new InputError({ key: `label ${name}`, value: range, expected: "[low, high], low below high" });
    }
  }
  const { epochs, batchSize, patience, learningRate, seed } = whole;
  const rows = (part: LabelledRows): { rows: number; inputs: { x: Float32Array; y: Float32Array } } => ({
    rows: part.shape[0],
    inputs: cvaeInputs(whole, part),
  });
  return networkTrain(CVAE, whole, cvaeObjective(whole), rows(training), rows(validation), {
    epochs,
    batchSize,
    patience,
    learningRate,
    random: randomSource(seed).fork("training"),
    scalars: (epoch) => betaWarmup(whole, epoch),
    ...options,
  });
}
