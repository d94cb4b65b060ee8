import { mapValues } from "../engine/mapValues.js";
import type { Objective } from "../engine/objective.js";
import { train, type TrainingRows, type TrainOptions } from "../engine/train.js";
import type { Network } from "./network.js";
import { networkProvenance } from "./networkProvenance.js";

/**
 * What the caller of a training decides: `signal` stops after the step under way and keeps the best epoch so far;
 * `checkpoint` says where to keep what is needed to go on after an interruption.
 */
export type NetworkTrainOptions = Pick<TrainOptions, "progress" | "signal" | "checkpoint">;

/**
 * Trains an objective and keeps what came of it as a network; see `train` for batches, schedule and early stopping.
 *
 * @throws InputError when the checkpoint is damaged or belongs to another training.
 */
export async function networkTrain<Config>(
  kind: string,
  config: Config,
  objective: Objective,
  training: TrainingRows,
  validation: TrainingRows,
  options: TrainOptions,
): Promise<Network<Config>> {
  const result = await train(objective, training, validation, options);
  return {
    kind,
    config,
    weights: mapValues(objective.weights, ({ shape }, name) => ({ shape, values: result.weights[name] })),
    history: result.history,
    provenance: networkProvenance(training, validation, result),
  };
}
