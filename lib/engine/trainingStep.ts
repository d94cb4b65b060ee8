import type { Losses, NamedArrays } from "./objective.js";

/** One batch with the numbers that go with it. */
export interface Batch {
  /** `batchSize` rows of each input. */
  inputs: NamedArrays;
  scalars: Readonly<Record<string, number>>;
  /** Two 32-bit whole numbers that the noise depends on, and on nothing else. */
  noise: readonly [number, number];
  /** How much each row counts; they sum to 1. @default 1 / batchSize each */
  rowWeights?: Float32Array;
}

/** All that training has learned: with it a new step goes on exactly where another stopped. */
export interface TrainingState {
  /** Updates done. */
  updates: number;
  weights: NamedArrays;
  /** Adam's running mean of each gradient. */
  m: NamedArrays;
  /** Adam's running mean of each squared gradient. */
  v: NamedArrays;
}

/** A model in training, whose weights live in the engine. */
export interface TrainingStep {
  readonly batchSize: number;
  /** One Adam update; returns the losses of the batch before it. */
  update(batch: Batch, learningRate: number): Losses;
  /** The losses of a batch; changes nothing. */
  evaluate(batch: Batch): Losses;
  /** A copy of the weights. */
  weights(): NamedArrays;
  /** A copy of the weights and the optimiser's state. */
  state(): TrainingState;
  /** Goes on from a state. */
  restore(state: TrainingState): void;
  /** Frees what the engine holds. */
  dispose(): void;
}
