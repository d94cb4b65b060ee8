import * as tf from "@tensorflow/tfjs";
import { expect, test } from "vitest";
import { engineMend } from "../../lib/engine/engineMend.js";
import { engineStart } from "../../lib/engine/index.js";

test("after a calculation that was cut off the engine computes as before, and holds no more", () => {
  const { native } = engineStart();
  const slope = tf.grad((x: tf.Tensor) => tf.square(x).sum());
  const derivative = (): number => tf.tidy(() => slope(tf.scalar(3)).dataSync()[0]);
  expect(derivative()).toBeCloseTo(6, 5);
  const { numTensors } = tf.memory();
  const binding = native?.binding;

  // As an end without `finally` in the middle of a gradient inside of a trace leaves it
  const engine = tf.engine();
  engine.startScope("cut");
  engine.startScope("in it");
  engine.state.gradientDepth = 1;
  engine.state.kernelDepth = 1;
  tf.square(tf.scalar(2));
  if (native) native.binding = Object.create(native.binding) as typeof native.binding;
  expect(tf.memory().numTensors).toBeGreaterThan(numTensors);

  engineMend(native && { backend: native, binding: binding! });
  expect(tf.memory().numTensors).toBe(numTensors);
  expect(native?.binding).toBe(binding);
  expect(derivative()).toBeCloseTo(6, 5);
  expect(tf.memory().numTensors).toBe(numTensors);
});
