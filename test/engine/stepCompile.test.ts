import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { engineStart } from "../../lib/engine/engineStart.js";
import type { Objective } from "../../lib/engine/objective.js";
import { stepCompile } from "../../lib/engine/stepCompile.js";
import type { TrainingStep } from "../../lib/engine/trainingStep.js";
import { normals, tinyBatch, tinyObjective } from "./tinyObjective.js";
import { randomSource } from "../../lib/signal/randomSource.js";

const { native } = engineStart();

function losses(step: TrainingStep, count: number, from = 0): number[] {
  return Array.from({ length: count }, (_, k) => step.update(tinyBatch(from + k), 0.01).loss);
}

/** y = w x without noise, so that losses and updates can be computed by hand. */
const scaling: Objective = {
  inputs: { x: [1] },
  scalars: [],
  weights: { w: { shape: [1], values: Float32Array.of(3) } },
  losses: ({ weights, inputs }) => ({ loss: inputs.x.mul(weights.w).square().sum(1) as tf.Tensor1D }),
};

for (const eager of [false, true]) {
  describe(eager ? "an eager step" : "a compiled step", () => {
    it("returns the weighted mean of the rows' losses before the update", () => {
      const step = stepCompile(scaling, { batchSize: 2, eager });
      // w = 3, x = 1 and 2: rows' losses 9 and 36
      const batch = { inputs: { x: Float32Array.of(1, 2) }, scalars: {}, noise: [0, 0] as const };
      expect(step.evaluate(batch)).toEqual({ loss: 22.5 });
      expect(step.evaluate({ ...batch, rowWeights: Float32Array.of(1, 0) })).toEqual({ loss: 9 });
      expect(step.update(batch, 0.1)).toEqual({ loss: 22.5 });
      // Adam's first update is the learning rate times the gradient's sign, whatever its size
      expect(step.weights().w[0]).toBeCloseTo(2.9, 5);
      step.dispose();
    });

    it("follows Adam of Kingma and Ba (algorithm 1) computed in double precision", () => {
      const step = stepCompile(scaling, { batchSize: 1, eager });
      let [w, m, v] = [3, 0, 0];
      for (let t = 1; t <= 30; t++) {
        const x = Math.fround(Math.sin(t));
        const gradient = 2 * w * x * x;
        m = 0.9 * m + 0.1 * gradient;
        v = 0.999 * v + 0.001 * gradient * gradient;
        w -= (0.05 * (m / (1 - 0.9 ** t))) / (Math.sqrt(v / (1 - 0.999 ** t)) + 1e-8);
        step.update({ inputs: { x: Float32Array.of(x) }, scalars: {}, noise: [0, 0] }, 0.05);
      }
      expect(step.weights().w[0] / w).toBeCloseTo(1, 5);
      const state = step.state();
      expect(state.updates).toBe(30);
      expect(state.m.w[0] / m).toBeCloseTo(1, 4);
      expect(state.v.w[0] / v).toBeCloseTo(1, 4);
      step.dispose();
    });

    it("draws new noise each step and the same for the same seed", () => {
      const step = stepCompile(tinyObjective(), { batchSize: 16, eager });
      const batch = tinyBatch(0);
      const first = step.evaluate(batch).reconstruction;
      expect(step.evaluate(batch).reconstruction).toBe(first);
      const others = [1, 2, 3].map((k) => step.evaluate({ ...batch, noise: [7, k] }).reconstruction);
      expect(
        new Set([first, ...others, step.evaluate({ ...batch, noise: [8, 0] }).reconstruction]).size,
      ).toBe(5);
      // beta enters the loss: it is a feed, not a constant of the trace
      const { loss, reconstruction, kl } = step.evaluate({ ...batch, scalars: { beta: 2 } });
      expect(loss / (reconstruction + 2 * kl)).toBeCloseTo(1, 5);
      step.dispose();
    });

    it("gives the same losses, bit by bit, for the same seeds", () => {
      const [one, two] = [1, 2].map(() => stepCompile(tinyObjective(), { batchSize: 16, eager }));
      // Interleaved: two steps alive at once do not share variables
      const both = Array.from({ length: 20 }, (_, k) => [losses(one, 1, k)[0], losses(two, 1, k)[0]]);
      for (const [a, b] of both) expect(a).toBe(b);
      one.dispose();
      two.dispose();
    });

    it("goes on from a state exactly where another stopped", () => {
      const whole = stepCompile(tinyObjective(), { batchSize: 16, eager });
      losses(whole, 10);
      const state = whole.state();
      const expected = losses(whole, 10, 10);
      const resumed = stepCompile(tinyObjective(5), { batchSize: 16, eager });
      losses(resumed, 3);
      resumed.restore(state);
      expect(losses(resumed, 10, 10)).toEqual(expected);
      expect(resumed.state()).toEqual(whole.state());
      whole.dispose();
      resumed.dispose();
    });

    it("copies: a state taken does not change with later steps", () => {
      const step = stepCompile(tinyObjective(), { batchSize: 16, eager });
      const before = step.weights();
      const values = Float32Array.from(before.a);
      losses(step, 2);
      expect(before.a).toEqual(values);
      expect(step.weights().a).not.toEqual(values);
      step.dispose();
    });

    it("leaks no tensors over 1,000 steps", () => {
      const count = (): number[] => [tf.memory().numTensors, native?.binding.getNumOfTensors() ?? 0];
      const before = count();
      const step = stepCompile(tinyObjective(), { batchSize: 16, eager });
      losses(step, 5);
      const early = count();
      losses(step, 1000);
      step.evaluate(tinyBatch(0));
      step.state();
      expect(count()).toEqual(early);
      step.dispose();
      expect(count()).toEqual(before);
    });
  });
}

describe.skipIf(native === undefined)("the compiled step against the eager one", () => {
  it("has the same losses for 50 steps", () => {
    const [compiled, eager] = [false, true].map((eager) =>
      stepCompile(tinyObjective(), { batchSize: 16, eager }),
    );
    const [a, b] = [losses(compiled, 50), losses(eager, 50)];
    // Rounding of float32 (6e-8) grows over 50 updates; fused Adam rounds otherwise than ours.
    for (let k = 0; k < 50; k++) expect(Math.abs(a[k] / b[k] - 1)).toBeLessThan(1e-5);
    const [one, two] = [compiled.weights(), eager.weights()];
    for (const name of Object.keys(one)) {
      one[name].forEach((value, k) => expect(Math.abs(value - two[name][k])).toBeLessThan(1e-4));
    }
    compiled.dispose();
    eager.dispose();
  });

  it("refuses a loss that reads a tensor or uses one from outside", () => {
    const outside = tf.tensor1d([1]).add(1);
    const reading: Objective = {
      ...scaling,
      losses: ({ inputs, weights }) => {
        const rows = inputs.x.mul(weights.w).sum(1) as tf.Tensor1D;
        return { loss: rows.mul(rows.dataSync()[0]) };
      },
    };
    const closing: Objective = {
      ...scaling,
      losses: ({ inputs, weights }) => ({ loss: inputs.x.mul(weights.w).mul(outside).sum(1) as tf.Tensor1D }),
    };
    expect(() => stepCompile(reading, { batchSize: 1 })).toThrow("must not read the values");
    expect(() => stepCompile(closing, { batchSize: 1 })).toThrow("made outside");
    outside.dispose();
    // The engine still works after that
    expect(tf.scalar(2).mul(3).dataSync()[0]).toBe(6);
  });

  it("refuses an input of another size, and work after it was disposed of", () => {
    const step = stepCompile(scaling, { batchSize: 2 });
    const batch = { inputs: { x: Float32Array.of(1) }, scalars: {}, noise: [0, 0] as const };
    expect(() => step.evaluate(batch)).toThrow("x must have 2 values ([2,1]), got 1");
    step.dispose();
    expect(() => step.weights()).toThrow("disposed");
  });
});

describe.skipIf(native === undefined)("the noise", () => {
  it("is standard normal, and independent between the draws of one step", () => {
    const objective: Objective = {
      inputs: { x: [1] },
      scalars: [],
      weights: { w: { shape: [1], values: Float32Array.of(0) } },
      losses: ({ inputs, weights, noise }) => {
        const [a, b] = [noise(inputs.x.shape), noise(inputs.x.shape)];
        const row = (value: tf.Tensor): tf.Tensor1D => value.sum(1);
        const loss = row(inputs.x.mul(weights.w));
        return {
          loss,
          mean: row(a),
          variance: row(a.square()),
          fourth: row(a.pow(4)),
          product: row(a.mul(b)),
        };
      },
    };
    const batchSize = 100_000;
    const step = stepCompile(objective, { batchSize });
    const x = normals(randomSource(1), batchSize);
    const { mean, variance, fourth, product } = step.evaluate({ inputs: { x }, scalars: {}, noise: [1, 2] });
    // Standard errors for n = 1e5: 1, sqrt 2, sqrt 96 and 1 over sqrt n; five of them
    expect(Math.abs(mean)).toBeLessThan(0.016);
    expect(Math.abs(variance - 1)).toBeLessThan(0.023);
    expect(Math.abs(fourth - 3)).toBeLessThan(0.16);
    expect(Math.abs(product)).toBeLessThan(0.016);
    step.dispose();
  });
});
