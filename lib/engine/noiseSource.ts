import * as tf from "@tensorflow/tfjs";
import { randomSource } from "../signal/randomSource.js";
import type { NativeBackend } from "./nativeBackend.js";

/**
 * The standard normal numbers of one step: they depend on `seed`, the order of the draws and their
 * shapes only, so that a step can be repeated, and training resumed, exactly.
 *
 * On TensorFlow they come from `StatelessRandomNormal` (Philox counters, no state), which a compiled step
 * runs anew each time; on the plain engine from a `RandomSource`. The two engines' numbers differ.
 */
export function noiseSource(
  native: NativeBackend | undefined,
  seed: Int32Array,
): (shape: number[]) => tf.Tensor {
  return native === undefined ? plainNoise(seed) : nativeNoise(native, seed);
}

function nativeNoise(native: NativeBackend, seed: Int32Array): (shape: number[]) => tf.Tensor {
  const { TF_FLOAT, TF_INT32, TF_ATTR_TYPE } = native.binding;
  const attributes = [
    { name: "dtype", type: TF_ATTR_TYPE, value: TF_FLOAT },
    { name: "T", type: TF_ATTR_TYPE, value: TF_INT32 },
    { name: "Tseed", type: TF_ATTR_TYPE, value: TF_INT32 },
  ];
  let draws = 0;
  return (shape) => {
    let own: tf.Tensor = tf.tensor1d(seed, "int32");
    // Each draw of a step has a seed of its own; the multiplier (2^32 over the golden ratio) keeps them apart.
    if (draws > 0) own = own.add(tf.tensor1d([Math.imul(draws, 0x9e3779b9), 0], "int32"));
    draws++;
    return native.executeSingleOutput("StatelessRandomNormal", attributes, [
      tf.tensor1d(shape, "int32"),
      own,
    ]);
  };
}

function plainNoise(seed: Int32Array): (shape: number[]) => tf.Tensor {
  const random = randomSource(seed[0]).fork(seed[1]);
  return (shape) => {
    const count = shape.reduce((product, size) => product * size, 1);
    return tf.tensor(Float32Array.from({ length: count }, random.normal), shape);
  };
}
