import * as tf from "@tensorflow/tfjs";
import { expect, it } from "vitest";
import { engineInfo } from "../../lib/engine/engineInfo.js";
import { engineStart } from "../../lib/engine/engineStart.js";
import { stepCompile } from "../../lib/engine/stepCompile.js";
import { train } from "../../lib/engine/train.js";
import { randomSource } from "../../lib/signal/randomSource.js";
import { normals, tinyBatch, tinyObjective } from "./tinyObjective.js";

const engine = engineStart({ backend: "plain" });

it("computes in plain JavaScript when asked, and says so", () => {
  expect(engine.backend).toBe("plain");
  expect(tf.getBackend()).toBe("cpu");
  expect(engineInfo()).toMatchObject({
    backend: "plain",
    tensorflowVersion: undefined,
    gpu: false,
    oneDnn: false,
    nodeVersion: process.version,
  });
  expect(engineStart()).toBe(engine);
  expect(() => engineStart({ backend: "native" })).toThrow("started already (plain");
});

it("trains with the same arithmetic: noise for a seed, bitwise resume, no leaks", () => {
  const before = tf.memory().numTensors;
  const step = stepCompile(tinyObjective(), { batchSize: 16 });
  const run = (from: number): number[] =>
    Array.from({ length: 5 }, (_, k) => step.update(tinyBatch(from + k), 0.01).loss);
  run(0);
  const state = step.state();
  const expected = run(5);
  step.restore(state);
  expect(run(5)).toEqual(expected);
  const batch = tinyBatch(0);
  expect(step.evaluate(batch)).toEqual(step.evaluate(batch));
  expect(step.evaluate(batch)).not.toEqual(step.evaluate({ ...batch, noise: [7, 1] }));
  step.dispose();
  expect(tf.memory().numTensors).toBe(before);
});

it("runs the same training loop", async () => {
  const rows = { rows: 40, inputs: { x: normals(randomSource(1), 480) } };
  const { history } = await train(tinyObjective(), rows, rows, {
    epochs: 5,
    batchSize: 16,
    patience: 5,
    learningRate: 0.01,
    random: randomSource(1),
    scalars: () => ({ beta: 0.1 }),
  });
  expect(history[4].validation.loss).toBeLessThan(0.8 * history[0].validation.loss);
});
