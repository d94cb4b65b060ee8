import type { TrainingRows } from "../engine/train.js";
import { type RandomSource, randomSource } from "../signal/index.js";
import { networkTrain, type NetworkTrainOptions } from "./networkTrain.js";
import { Y_AUTOENCODER, yAutoencoderDefaults } from "./yAutoencoder.js";
import type { YAutoencoder, YAutoencoderConfig, YAutoencoderRows } from "./yAutoencoder.js";
import { yAutoencoderObjective, yAutoencoderScalars } from "./yAutoencoderObjective.js";

export interface YAutoencoderTrainOptions extends NetworkTrainOptions {
  /** Makes other spectra for each epoch, as many as `training` has. @default the same ones in each */
  stream?: (random: RandomSource) => YAutoencoderRows;
}

/**
 * Trains a Y-shaped autoencoder, or its encoder with the quantifier alone. The same config, rows and engine give the
 * same network bit by bit. The source also bounds the gradient's norm by 1; this engine does not.
 */
export async function yAutoencoderTrain(
  training: YAutoencoderRows,
  validation: YAutoencoderRows,
  config: Partial<YAutoencoderConfig> & Pick<YAutoencoderConfig, "metabolites" | "channels" | "points">,
  { stream, ...options }: YAutoencoderTrainOptions = {},
): Promise<YAutoencoder> {
  const { batchSize = yAutoencoderDefaults.batchSize } = config;
  const learningRate = (1e-4 * batchSize) / 16;
  const whole: YAutoencoderConfig = { ...yAutoencoderDefaults, learningRate, ...config };
  const rows = ({ x, clean, amounts }: YAutoencoderRows): TrainingRows => ({
    rows: amounts.length / whole.metabolites.length,
    inputs: { x, clean, amounts },
  });
  return networkTrain(Y_AUTOENCODER, whole, yAutoencoderObjective(whole), rows(training), rows(validation), {
    epochs: whole.epochs,
    batchSize,
    patience: whole.patience,
    learningRate: whole.learningRate,
    random: randomSource(whole.seed).fork("training"),
    scalars: (epoch) => yAutoencoderScalars(whole, epoch),
    augment: stream && ((_, random) => rows(stream(random))),
    ...options,
  });
}
