import * as tf from "@tensorflow/tfjs";
import { ADAM_BETA1, ADAM_BETA2, adamRates } from "./adamRates.js";
import type { NativeBackend } from "./nativeBackend.js";
import { noiseSource } from "./noiseSource.js";
import type { Losses, NamedArrays, Objective } from "./objective.js";
import { objectiveMeans } from "./objectiveMeans.js";
import type { Batch, TrainingState, TrainingStep } from "./trainingStep.js";

type Part = "weights" | "m" | "v";

/**
 * The same training step, operation by operation: what the plain engine runs, and what the compiled
 * step is tested against.
 */
export function stepEager(
  native: NativeBackend | undefined,
  objective: Objective,
  batchSize: number,
): TrainingStep {
  const names = Object.keys(objective.weights);
  const tensors: Record<Part, tf.Tensor[]> = { weights: [], m: [], v: [] };
  let updates = 0;
  const replace = (part: Part, values: tf.Tensor[]): void => {
    tf.dispose(tensors[part]);
    tensors[part] = values.map((value) => tf.keep(value));
  };
  const means = (batch: Batch, weights: readonly tf.Tensor[]): Losses<tf.Scalar> => {
    const { rowWeights = new Float32Array(batchSize).fill(1 / batchSize) } = batch;
    const inputs = Object.entries(objective.inputs).map(([name, row]) => {
      return [name, tf.tensor(batch.inputs[name], [batchSize, ...row])] as const;
    });
    const given = {
      weights: Object.fromEntries(names.map((name, k) => [name, weights[k]])),
      inputs: Object.fromEntries(inputs),
      scalars: Object.fromEntries(objective.scalars.map((name) => [name, tf.scalar(batch.scalars[name])])),
      noise: noiseSource(native, Int32Array.from(batch.noise)),
    };
    return objectiveMeans(objective, given, tf.tensor1d(rowWeights));
  };
  const lossesOf = (values: Losses<tf.Scalar>): Losses =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [name, value.dataSync()[0]])) as Losses;
  const read = (part: Part): NamedArrays =>
    Object.fromEntries(names.map((name, k) => [name, (tensors[part][k].dataSync() as Float32Array).slice()]));
  const step: TrainingStep = {
    batchSize,
    update(batch, learningRate) {
      const { beta1Power, beta2Power, epsilon } = adamRates(updates);
      const rate = (learningRate * Math.sqrt(1 - beta2Power)) / (1 - beta1Power);
      let losses: Losses | undefined;
      tf.tidy(() => {
        const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) => {
          const values = means(batch, weights);
          losses = lossesOf(values);
          return values.loss;
        })(tensors.weights);
        const { weights, m, v } = tensors;
        const newM = grads.map((grad, k) => m[k].mul(ADAM_BETA1).add(grad.mul(1 - ADAM_BETA1)));
        const newV = grads.map((grad, k) => v[k].mul(ADAM_BETA2).add(grad.square().mul(1 - ADAM_BETA2)));
        const change = newM.map((mean, k) => mean.mul(rate).div(newV[k].sqrt().add(epsilon)));
        replace(
          "weights",
          weights.map((weight, k) => weight.sub(change[k])),
        );
        replace("m", newM);
        replace("v", newV);
      });
      updates++;
      return losses!;
    },
    evaluate(batch) {
      let losses: Losses | undefined;
      tf.tidy(() => {
        losses = lossesOf(means(batch, tensors.weights));
      });
      return losses!;
    },
    weights: () => read("weights"),
    state: () => ({ updates, weights: read("weights"), m: read("m"), v: read("v") }),
    restore(state: TrainingState) {
      for (const part of ["weights", "m", "v"] as const) {
        // A copy of each array: a tensor shares the memory that it is made from.
        const values = names.map((name) =>
          tf.tensor(state[part][name].slice(), [...objective.weights[name].shape]),
        );
        replace(part, values);
      }
      updates = state.updates;
    },
    dispose() {
      for (const part of ["weights", "m", "v"] as const) replace(part, []);
    },
  };
  const zeros = (): NamedArrays =>
    Object.fromEntries(names.map((name) => [name, new Float32Array(objective.weights[name].values.length)]));
  const initial = Object.fromEntries(names.map((name) => [name, objective.weights[name].values]));
  step.restore({ updates: 0, weights: initial, m: zeros(), v: zeros() });
  return step;
}
