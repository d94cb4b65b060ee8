import { mapValues } from "../engine/mapValues.js";
import { type TrainOptions, train, type TrainingRows } from "../engine/train.js";
import type { Progress } from "../signal/progress.js";
import { type RandomSource, randomSource } from "../signal/randomSource.js";
import { betaWarmup } from "./betaWarmup.js";
import { networkProvenance } from "./networkProvenance.js";
import { rowsFit } from "./rowsFit.js";
import { rowsJitter } from "./rowsJitter.js";
import type { SpectrumRows } from "./spectrumRows.js";
import type { Vae } from "./vae.js";
import type { VaeConfig } from "./vaeConfig.js";
import { vaeConfigCheck } from "./vaeConfigCheck.js";
import { vaeWeightShapes } from "./vaeNetwork.js";
import { vaeObjective } from "./vaeObjective.js";

export interface VaeTrainOptions {
  /** Told steps done and all steps, with the last validation loss. */
  progress?: Progress;
  /** Stops after the step under way; the model is that of the best epoch so far. */
  signal?: AbortSignal;
  /** Where to keep what is needed to go on after an interruption; see `train`. */
  checkpoint?: TrainOptions["checkpoint"];
  /** Other training rows for each epoch, as many as given. @default the config's jitter, if any */
  augment?: (rows: SpectrumRows, random: RandomSource) => SpectrumRows;
}

/**
 * Trains a variational autoencoder on spectra; see `train` for batches, schedule and early stopping.
 *
 * The same config, rows and engine give the same model bit by bit.
 *
 * @param config - what differs from `vaeDefaults`. Its `ppmRange` is the caller's to apply in
 * `spectraToRows`; rows beyond it are refused.
 * @throws InputError for a config that cannot be right, or a checkpoint of another training.
 */
export async function vaeTrain(
  training: SpectrumRows,
  validation: SpectrumRows,
  config: Partial<VaeConfig> = {},
  options: VaeTrainOptions = {},
): Promise<Vae> {
  const whole = vaeConfigCheck(config);
  const { ppmRange, jitter, epochs, batchSize, patience, learningRate, seed } = whole;
  const { ppm, header } = training;
  rowsFit(validation, training);
  if (ppmRange !== "all" && !(ppm[0] >= ppmRange[0] && ppm[ppm.length - 1] <= ppmRange[1])) {
    throw new RangeError(
      `training rows must lie within the config's ppmRange [${ppmRange}], got [${ppm[0]}, ${ppm.at(-1)}]`,
    );
  }
  const jittered = Object.values(jitter).some((deviation) => deviation > 0);
  const {
    augment = jittered
      ? (rows: SpectrumRows, random: RandomSource) => rowsJitter(rows, jitter, random)
      : undefined,
  } = options;
  const result = await train(vaeObjective(whole, training.shape[1]), rowsOf(training), rowsOf(validation), {
    epochs,
    batchSize,
    patience,
    learningRate,
    random: randomSource(seed).fork("training"),
    scalars: (epoch) => betaWarmup(whole, epoch),
    augment: augment && ((_, random) => rowsOf(augment(training, random))),
    progress: options.progress,
    signal: options.signal,
    checkpoint: options.checkpoint,
  });
  const { weights, history } = result;
  const { labels: _labels, dimensions: _dimensions, ...kept } = header;
  return {
    config: whole,
    weights: mapValues(vaeWeightShapes(whole, training.shape[1]), (shape, name) => ({
      shape,
      values: weights[name],
    })),
    ppm,
    header: kept,
    history,
    provenance: networkProvenance(rowsOf(training), rowsOf(validation), result),
  };
}

function rowsOf({ rows, shape }: SpectrumRows): TrainingRows {
  return { rows: shape[0], inputs: { x: rows } };
}
