import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, describe, expect, it } from "vitest";
import { checkpointLoad } from "../../lib/engine/checkpointLoad.js";
import { cosineSchedule } from "../../lib/engine/cosineSchedule.js";
import { engineStart } from "../../lib/engine/engineStart.js";
import type { Objective } from "../../lib/engine/objective.js";
import { train, type TrainingRows, type TrainOptions } from "../../lib/engine/train.js";
import { InputError } from "../../lib/signal/inputError.js";
import { randomSource } from "../../lib/signal/randomSource.js";
import { normals, tinyObjective } from "./tinyObjective.js";

engineStart();
const folder = mkdtempSync(join(tmpdir(), "mrs-synth-train-"));
afterAll(() => rmSync(folder, { recursive: true }));

function rowsOf(seed: number, rows: number): TrainingRows {
  return { rows, inputs: { x: normals(randomSource(seed), rows * 12) } };
}
const [training, validation] = [rowsOf(1, 70), rowsOf(2, 21)];

function options(more: Partial<TrainOptions> = {}): TrainOptions {
  return {
    epochs: 8,
    batchSize: 16,
    patience: 8,
    learningRate: 0.01,
    random: randomSource(3),
    scalars: (epoch) => ({ beta: 0.1 * Math.min(1, epoch / 4) }),
    ...more,
  };
}

/** A signal that aborts after so many steps: training looks at it once before each. */
function stopAfter(steps: number): AbortSignal {
  let looks = 0;
  return {
    get aborted() {
      return looks++ >= steps;
    },
  } as AbortSignal;
}

describe("train", () => {
  it("learns, keeps the history, and the best epoch's weights", async () => {
    const result = await train(tinyObjective(), training, validation, options());
    expect(result.history.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4, 5, 6, 7, 8]);
    const losses = result.history.map((record) => record.validation.loss);
    expect(losses[result.bestEpoch - 1]).toBe(Math.min(...losses));
    expect(Math.min(...losses)).toBeLessThan(0.7 * losses[0]);
    expect(result.stopped).toBe("epochs");
    // 70 rows are five batches of 16: the warm-up to epoch 4 is over at the end of the fourth
    expect(result.history.map(({ scalars }) => scalars.beta)).toEqual(
      [1, 2, 3, 4, 4, 4, 4, 4].map((epoch) => 0.1 * (epoch / 4)),
    );
    // Parts add up, in the mean of an epoch too: at validation beta is 0.1 from the first epoch on
    for (const { validation } of result.history) {
      expect(validation.loss / (validation.reconstruction + 0.1 * validation.kl)).toBeCloseTo(1, 5);
    }
  });

  it("gives the same bits for the same seed and others for another", async () => {
    const [a, b, c] = await Promise.all(
      [3, 3, 4].map((seed) =>
        train(tinyObjective(), training, validation, options({ random: randomSource(seed) })),
      ),
    );
    expect(b).toEqual(a);
    expect(c.history).not.toEqual(a.history);
  });

  it("draws other noise in every step and epoch, and the same in every validation", async () => {
    // With a rate of nearly 0 nothing but the noise differs from epoch to epoch
    const objective: Objective = {
      inputs: { x: [1] },
      scalars: [],
      weights: { w: { shape: [1], values: Float32Array.of(1) } },
      losses: ({ inputs, weights, noise }) => {
        const drawn = noise(inputs.x.shape).sum(1) as tf.Tensor1D;
        return { loss: inputs.x.mul(weights.w).sum(1) as tf.Tensor1D, drawn };
      },
    };
    const x = { rows: 20, inputs: { x: normals(randomSource(5), 20) } };
    const run = options({ learningRate: 1e-12, scalars: undefined });
    const { history } = await train(objective, x, x, run);
    expect(new Set(history.map(({ training }) => training.drawn)).size).toBe(8);
    expect(new Set(history.map(({ validation }) => validation.drawn)).size).toBe(1);
  });

  it("validates on each row once: the same loss for any batch size, but for noise", async () => {
    // A loss without noise: the mean of (x - w)^2, w staying at 0 with a rate of nearly 0
    const objective: Objective = {
      inputs: { x: [1] },
      scalars: [],
      weights: { w: { shape: [1], values: Float32Array.of(0) } },
      losses: ({ inputs, weights }) => ({ loss: inputs.x.sub(weights.w).square().sum(1) as tf.Tensor1D }),
    };
    const x = { rows: 21, inputs: { x: normals(randomSource(5), 21) } };
    const truth = x.inputs.x.reduce((sum, value) => sum + value * value, 0) / 21;
    for (const batchSize of [4, 8, 21, 64]) {
      const run = options({ batchSize, epochs: 1, learningRate: 1e-12, scalars: undefined });
      const { history } = await train(objective, x, x, run);
      expect(history[0].validation.loss / truth).toBeCloseTo(1, 5);
    }
  });

  it.each([1, 7, 20, 39])(
    "interrupted after %i of 40 steps and resumed, gives the very same result",
    async (steps) => {
      const path = join(folder, `resume-${steps}`);
      const whole = await train(tinyObjective(), training, validation, options());
      const checkpoint = { path, everySeconds: 1000 };
      const first = await train(
        tinyObjective(),
        training,
        validation,
        options({ checkpoint, signal: stopAfter(steps) }),
      );
      expect(first.stopped).toBe("signal");
      expect(checkpointLoad(path)!.state.updates).toBe(steps);
      expect(first.history).toEqual(whole.history.slice(0, Math.floor(steps / 5)));
      const second = await train(tinyObjective(), training, validation, options({ checkpoint }));
      expect(second).toEqual(whole);
      // It is over: nothing is left to resume
      expect(existsSync(path)).toBe(false);
    },
  );

  it("resumes with augmented rows, too", async () => {
    const augment: TrainOptions["augment"] = ({ rows, inputs }, random) => {
      return { rows, inputs: { x: inputs.x.map((value) => value + 0.1 * random.normal()) } };
    };
    const path = join(folder, "augmented");
    const whole = await train(tinyObjective(), training, validation, options({ augment }));
    const plain = await train(tinyObjective(), training, validation, options());
    expect(whole.history).not.toEqual(plain.history);
    const half = options({ augment, checkpoint: { path }, signal: stopAfter(17) });
    await train(tinyObjective(), training, validation, half);
    const second = await train(
      tinyObjective(),
      training,
      validation,
      options({ augment, checkpoint: { path } }),
    );
    expect(second).toEqual(whole);
  });

  it("refuses a checkpoint that is damaged or of another training", async () => {
    const path = join(folder, "other");
    await train(
      tinyObjective(),
      training,
      validation,
      options({ checkpoint: { path }, signal: stopAfter(3) }),
    );
    const run = (more: Partial<TrainOptions>) =>
      train(tinyObjective(), training, validation, options({ checkpoint: { path }, ...more }));
    await expect(run({ learningRate: 0.02 })).rejects.toThrow(InputError);
    await expect(run({ random: randomSource(9) })).rejects.toThrow("another training");
    const bytes = readFileSync(path);
    for (const damaged of [bytes.subarray(0, bytes.length - 4), bytes.subarray(0, 40), Buffer.from("no")]) {
      writeFileSync(path, damaged);
      await expect(run({})).rejects.toThrow(InputError);
    }
    bytes[bytes.length - 7] ^= 1;
    writeFileSync(path, bytes);
    await expect(run({})).rejects.toThrow("sha256");
  });

  it("stops when validation gets no better for `patience` epochs, with the best weights", async () => {
    // Few rows and a high rate: it soon learns them by heart
    const run = options({ epochs: 200, patience: 5, learningRate: 0.03 });
    const { history, bestEpoch, stopped, weights } = await train(
      tinyObjective(),
      rowsOf(1, 16),
      validation,
      run,
    );
    expect(stopped).toBe("patience");
    expect(history.length).toBe(bestEpoch + 5);
    const again = await train(tinyObjective(), rowsOf(1, 16), validation, { ...run, patience: 6 });
    if (again.bestEpoch === bestEpoch) expect(again.weights).toEqual(weights);
  });

  it("lets others work: an abort from a timer stops a long training within 2 s, with the best so far", async () => {
    const controller = new AbortController();
    const long = options({ epochs: 1e6, patience: 1e6, signal: controller.signal });
    const told: number[] = [];
    let aborted = 0;
    let timer: NodeJS.Timeout | undefined;
    const progress = (done: number, total: number, note?: string): void => {
      expect(total).toBe(5e6);
      if (done >= 5) expect(note).toMatch(/^epoch \d+: loss /);
      told.push(done);
      // Once an epoch is done and there is a best one, a timer waits for its turn.
      if (done >= 5 && timer === undefined) {
        timer = setTimeout(() => {
          aborted = performance.now();
          controller.abort();
        }, 100);
      }
    };
    const result = await train(tinyObjective(), training, validation, { ...long, progress });
    expect(performance.now() - aborted).toBeLessThan(2000);
    expect(result.stopped).toBe("signal");
    expect(result.bestEpoch).toBeGreaterThan(0);
    expect(told.length).toBeGreaterThan(1);
    expect(told).toEqual([...told].sort((a, b) => a - b));
  });

  it("says so when training diverges or rows do not fit", async () => {
    const x = new Float32Array(70 * 12).fill(1e30);
    const wild = { rows: 70, inputs: { x } };
    await expect(train(tinyObjective(), wild, validation, options())).rejects.toThrow("lower learning rate");
    const short = { rows: 70, inputs: { x: x.subarray(1) } };
    await expect(train(tinyObjective(), short, validation, options())).rejects.toThrow("840 values, got 839");
  });

  it("leaks no tensors", async () => {
    const { native } = engineStart();
    const count = (): number[] => [tf.memory().numTensors, native?.binding.getNumOfTensors() ?? 0];
    const before = count();
    await train(tinyObjective(), training, validation, options());
    expect(count()).toEqual(before);
  });
});

describe("cosineSchedule", () => {
  it("runs from start to end, half way in the middle", () => {
    expect([0, 0.5, 1].map((fraction) => cosineSchedule(3, 1, fraction))).toEqual([3, 2, 1]);
  });
});
