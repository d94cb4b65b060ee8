import type * as tf from "@tensorflow/tfjs";

/** One array of weights: its values are row-major. */
export interface WeightArray {
  shape: readonly number[];
  values: Float32Array;
}

/** Weights by name. */
export type WeightArrays = Readonly<Record<string, WeightArray>>;

/** Arrays by name. */
export type NamedArrays = Readonly<Record<string, Float32Array>>;

/** Values by loss name; `loss` is what training minimises, the others are its parts. */
export type Losses<Value = number> = { loss: Value } & Record<string, Value>;

/** What an objective computes with, as tensors. */
export interface ObjectiveTensors {
  weights: Readonly<Record<string, tf.Tensor>>;
  /** batch x the row shape of that input. */
  inputs: Readonly<Record<string, tf.Tensor>>;
  scalars: Readonly<Record<string, tf.Scalar>>;
  /** Standard normal numbers, new in each step and the same for the same seed. The only randomness allowed. */
  noise: (shape: number[]) => tf.Tensor;
}

/** What a model is trained on: its inputs, its weights and its losses as a pure function of both. */
export interface Objective {
  /** The shape of one row of each input. */
  inputs: Readonly<Record<string, readonly number[]>>;
  /** Names of the numbers that may change from step to step, such as beta. */
  scalars: readonly string[];
  /** The initial weights. */
  weights: WeightArrays;
  /**
   * The losses of each row of a batch (batch values each); the engine takes their weighted mean.
   *
   * It runs once, when a step is compiled, and stands for every step: it must be made of tfjs operations
   * only. What plain JavaScript decides in it is decided for good, and to read a tensor's values is refused.
   */
  losses: (tensors: ObjectiveTensors) => Losses<tf.Tensor1D>;
}
