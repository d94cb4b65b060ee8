import type * as tf from "@tensorflow/tfjs";
import type { Losses, Objective, ObjectiveTensors } from "./objective.js";

/** The weighted means over the rows of an objective's losses. */
export function objectiveMeans(
  objective: Objective,
  tensors: ObjectiveTensors,
  rowWeights: tf.Tensor,
): Losses<tf.Scalar> {
  const means: Record<string, tf.Scalar> = {};
  for (const [name, rows] of Object.entries(objective.losses(tensors))) {
    if (rows.rank !== 1 || rows.size !== rowWeights.size) {
      throw new RangeError(
        `loss ${name} must have one value a row (${rowWeights.size}), got [${rows.shape}]`,
      );
    }
    means[name] = rows.mul(rowWeights).sum();
  }
  return means as Losses<tf.Scalar>;
}
