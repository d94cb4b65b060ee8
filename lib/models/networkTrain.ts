import { createHash } from "node:crypto";
import { engineInfo } from "../engine/engineInfo.js";
import { mapValues } from "../engine/mapValues.js";
import type { Objective } from "../engine/objective.js";
import { train, type TrainingRows, type TrainOptions } from "../engine/train.js";
import { libraryVersion } from "../signal/libraryVersion.js";
import type { Network } from "./network.js";

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
  const { weights, history, stopped, bestEpoch } = await train(objective, training, validation, options);
  return {
    kind,
    config,
    weights: mapValues(objective.weights, ({ shape }, name) => ({ shape, values: weights[name] })),
    history,
    provenance: {
      madeBy: `mrs-synth ${libraryVersion()}`,
      date: new Date().toISOString(),
      engine: engineInfo(),
      training: summaryOf(training),
      validation: summaryOf(validation),
      stopped,
      bestEpoch,
    },
  };
}

function summaryOf({ rows, inputs }: TrainingRows): { rows: number; sha256: string } {
  const hash = createHash("sha256");
  for (const name of Object.keys(inputs).sort()) hash.update(inputs[name]);
  return { rows, sha256: hash.digest("hex") };
}
