import * as tf from "@tensorflow/tfjs";
import { engineStart } from "../engine/engineStart.js";
import { mapValues } from "../engine/mapValues.js";
import type { Vae } from "./vae.js";
import type { WeightTensors } from "./vaeNetwork.js";

/** Rows that go through a network at once: enough to keep it busy, few enough not to fill the memory. */
const CHUNK = 1024;

/**
 * Runs a part of a network over all rows of an array, in chunks.
 *
 * @param outputs - the width of each output of `body`.
 * @returns the outputs, n x width each.
 */
export function batchesApply(
  model: Vae,
  rows: Float32Array,
  width: number,
  outputs: readonly number[],
  body: (weights: WeightTensors, x: tf.Tensor2D) => readonly tf.Tensor2D[],
): Float32Array[] {
  engineStart();
  const n = rows.length / width;
  const results = outputs.map((size) => new Float32Array(n * size));
  tf.tidy(() => {
    const weights = mapValues(model.weights, ({ values, shape }) => tf.tensor(values, [...shape]));
    for (let first = 0; first < n; first += CHUNK) {
      const count = Math.min(CHUNK, n - first);
      tf.tidy(() => {
        const x = tf.tensor2d(rows.subarray(first * width, (first + count) * width), [count, width]);
        body(weights, x).forEach((output, k) => results[k].set(output.dataSync(), first * outputs[k]));
      });
    }
  });
  return results;
}
