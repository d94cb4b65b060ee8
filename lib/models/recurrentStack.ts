import * as tf from "@tensorflow/tfjs";
import type { WeightArrays } from "../engine/objective.js";
import type { RandomSource } from "../signal/randomSource.js";
import type { WeightTensors } from "./vaeNetwork.js";

/**
 * The initial weights of stacked gated recurrent units (Cho et al. 2014), all layers of one width, so that they lie in
 * common arrays: layers x inputs x 3 units (reset, update, candidate). Uniform within 1/sqrt(units), as PyTorch's.
 *
 * @throws RangeError unless the first layer's inputs are as wide as the units.
 */
export function recurrentWeights(
  name: string,
  layers: number,
  inputs: number,
  units: number,
  random: RandomSource,
): WeightArrays {
  if (inputs !== units) throw new RangeError(`inputs (${inputs}) and units (${units}) must be as many`);
  const { uniform } = random.fork(name);
  const limit = 1 / Math.sqrt(units);
  const values = (size: number): Float32Array =>
    Float32Array.from({ length: size }, () => limit * (2 * uniform() - 1));
  return {
    [`${name}/input`]: { shape: [layers, units, 3 * units], values: values(layers * units * 3 * units) },
    [`${name}/state`]: { shape: [layers, units, 3 * units], values: values(layers * units * 3 * units) },
    [`${name}/inputBias`]: { shape: [layers, 1, 3 * units], values: values(layers * 3 * units) },
    [`${name}/stateBias`]: { shape: [layers, 1, 3 * units], values: values(layers * 3 * units) },
  };
}

/**
 * Stacked gated recurrent units along a sequence. Layer l is at step t when layer 0 is at step t + l: so all layers
 * advance at once, as one small product, and the graph is as long as the sequence and not `layers` times that.
 *
 * @param steps - batch x length x units.
 * @returns the last layer's states, batch x length x units.
 */
export function recurrentApply(
  weights: WeightTensors,
  name: string,
  layers: number,
  units: number,
  steps: tf.Tensor3D,
): tf.Tensor3D {
  const [batch, length] = steps.shape;
  const [inputWeights, stateWeights] = [weights[`${name}/input`], weights[`${name}/state`]];
  const [inputBias, stateBias] = [weights[`${name}/inputBias`], weights[`${name}/stateBias`]];
  const sequence = tf.unstack(steps, 1);
  const nothing = tf.zeros([batch, units]);
  let state = tf.zeros([layers, batch, units]);
  const last: tf.Tensor[] = [];
  for (let t = 0; t < length + layers - 1; t++) {
    const first = (t < length ? sequence[t] : nothing).reshape([1, batch, units]);
    const below =
      layers > 1 ? tf.concat([first, state.slice([0, 0, 0], [layers - 1, batch, units])], 0) : first;
    const fromInput = tf.matMul(below, inputWeights).add(inputBias);
    const fromState = tf.matMul(state, stateWeights).add(stateBias);
    const [inputReset, inputUpdate, inputCandidate] = tf.split(fromInput, 3, 2);
    const [stateReset, stateUpdate, stateCandidate] = tf.split(fromState, 3, 2);
    const reset = inputReset.add(stateReset).sigmoid();
    const update = inputUpdate.add(stateUpdate).sigmoid();
    const candidate = inputCandidate.add(reset.mul(stateCandidate)).tanh();
    let next = candidate.add(update.mul(state.sub(candidate)));
    // Before its first step a layer has no state.
    if (t < layers - 1) {
      const begun = Float32Array.from({ length: layers }, (_, layer) => (layer <= t ? 1 : 0));
      next = next.mul(tf.tensor3d(begun, [layers, 1, 1]));
    }
    state = next;
    if (t >= layers - 1)
      last.push(state.slice([layers - 1, 0, 0], [1, batch, units]).reshape([batch, units]));
  }
  return tf.stack(last, 1) as tf.Tensor3D;
}
