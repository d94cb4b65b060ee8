import * as tf from "@tensorflow/tfjs";
import { engineStart } from "../engine/engineStart.js";
import { mapValues } from "../engine/mapValues.js";
import type { NamedArrays, WeightArrays } from "../engine/objective.js";

export interface NetworkApplyOptions {
  /** Rows that go through at once: enough to keep the engine busy, few enough not to fill the memory. @default 1024 */
  chunk?: number;
}

/**
 * Runs a network, or a part of it, over all rows of its inputs, in chunks.
 *
 * @param shapes - the shape of one row of each input.
 * @param outputs - the numbers in a row of each output of `body`.
 * @returns the outputs, n x width each.
 */
export function networkApply(
  network: { weights: WeightArrays },
  inputs: NamedArrays,
  shapes: Readonly<Record<string, readonly number[]>>,
  outputs: readonly number[],
  body: (
    weights: Readonly<Record<string, tf.Tensor>>,
    inputs: Readonly<Record<string, tf.Tensor>>,
  ) => readonly tf.Tensor[],
  { chunk = 1024 }: NetworkApplyOptions = {},
): Float32Array[] {
  engineStart();
  const sizes = mapValues(shapes, (shape) => shape.reduce((product, length) => product * length, 1));
  const [first] = Object.keys(shapes);
  const n = inputs[first].length / sizes[first];
  for (const name of Object.keys(shapes)) {
    if (inputs[name]?.length !== n * sizes[name]) {
      throw new RangeError(
        `${name} must have ${n} x ${sizes[name]} values, got ${inputs[name]?.length ?? "none"}`,
      );
    }
  }
  const results = outputs.map((width) => new Float32Array(n * width));
  tf.tidy(() => {
    const weights = mapValues(network.weights, ({ values, shape }) => tf.tensor(values, [...shape]));
    for (let from = 0; from < n; from += chunk) {
      const count = Math.min(chunk, n - from);
      tf.tidy(() => {
        const part = mapValues(shapes, (shape, name) =>
          tf.tensor(inputs[name].subarray(from * sizes[name], (from + count) * sizes[name]), [
            count,
            ...shape,
          ]),
        );
        body(weights, part).forEach((output, k) => {
          results[k].set(output.dataSync() as Float32Array, from * outputs[k]);
        });
      });
    }
  });
  return results;
}
