import { engineStart } from "./engineStart.js";
import type { Objective } from "./objective.js";
import { stepEager } from "./stepEager.js";
import { stepNative } from "./stepNative.js";
import type { TrainingStep } from "./trainingStep.js";

export interface StepCompileOptions {
  /** Rows of every batch: it is fixed when the step is compiled. */
  batchSize: number;
  /** Run operation by operation even where one compiled graph could be run; for comparison. @default false */
  eager?: boolean;
}

/**
 * The training step of an objective (losses, gradients, Adam): one compiled TensorFlow graph on the
 * native engine, the same arithmetic operation by operation on the plain one. Dispose of it when done.
 *
 * For the same seeds the native step gives the same bits in every run on one machine with the same
 * number of threads; between machines, thread counts, engines and `eager` it agrees to rounding only.
 */
export function stepCompile(objective: Objective, options: StepCompileOptions): TrainingStep {
  const { batchSize, eager = false } = options;
  if (!(Number.isInteger(batchSize) && batchSize > 0)) {
    throw new RangeError(`batchSize must be a positive whole number, got ${batchSize}`);
  }
  const { native } = engineStart();
  return native === undefined || eager
    ? stepEager(native, objective, batchSize)
    : stepNative(native, objective, batchSize);
}
