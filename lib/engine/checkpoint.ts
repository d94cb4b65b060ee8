import type { Losses, NamedArrays } from "./objective.js";
import type { TrainingState } from "./trainingStep.js";

/** What one epoch of training came to. */
export interface EpochRecord {
  /** From 1. */
  epoch: number;
  /** Mean over the epoch's steps, each before its update, with the scalars of that moment. */
  training: Losses;
  /** Over all validation rows after the epoch, with the scalars of the end of training. */
  validation: Losses;
  /** At the epoch's last step. */
  learningRate: number;
  /** At the epoch's last step. */
  scalars: Record<string, number>;
}

/** The weights of the epoch with the lowest validation loss. */
export interface BestEpoch {
  /** From 1; 0 when no epoch was finished. */
  epoch: number;
  weights: NamedArrays;
}

/** Training as it stands after a step: enough to go on as if it had never stopped. */
export interface Checkpoint {
  /** Tells what is trained how on what: a checkpoint of anything else is refused. */
  fingerprint: string;
  state: TrainingState;
  /** Sums of the losses over the steps of the epoch that is under way. */
  sums: Record<string, number>;
  history: EpochRecord[];
  best: BestEpoch;
}
