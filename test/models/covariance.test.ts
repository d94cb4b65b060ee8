import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import {
  covariancePredict,
  covarianceTrain,
  engineStart,
  randomSource,
  recurrentApply,
  recurrentWeights,
} from "mrs-synth";
import type { CovarianceRows } from "mrs-synth";

const POINTS = 256;
const MOST = 8;

/** Difference spectra of two Lorentzian lines whose heights vary, and noisy transients of them. */
function subjects(count: number, seed: number): CovarianceRows {
  const random = randomSource(seed);
  const rows: CovarianceRows = {
    x: new Float32Array(count * MOST * POINTS),
    y: new Float32Array(count * POINTS),
    counts: new Float32Array(count),
  };
  const line = (k: number, at: number): number => 1 / (1 + ((k - at) / 6) ** 2);
  const scaled = (row: Float32Array): void => {
    const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    for (let k = 0; k < row.length; k++) row[k] /= largest;
  };
  for (let i = 0; i < count; i++) {
    const [a, b] = [0.3 + 0.7 * random.uniform(), -0.3 - 0.7 * random.uniform()];
    const clean = Float32Array.from({ length: POINTS }, (_, k) => a * line(k, 80) + b * line(k, 170));
    rows.counts[i] = 1 + random.integer(MOST);
    for (let t = 0; t < rows.counts[i]; t++) {
      const row = rows.x.subarray((i * MOST + t) * POINTS, (i * MOST + t + 1) * POINTS);
      for (let k = 0; k < POINTS; k++) row[k] = clean[k] + 0.1 * random.normal();
      scaled(row);
    }
    scaled(clean);
    rows.y.set(clean, i * POINTS);
  }
  return rows;
}

const transientsOf = ({ x, counts }: CovarianceRows): Float32Array[] =>
  Array.from(counts, (count, i) => x.slice(i * MOST * POINTS, (i * MOST + count) * POINTS));

describe("the covariance network", () => {
  const config = { points: POINTS, transients: MOST, epochs: 20, patience: 20, learningRate: 0.001 };

  it("makes unseen difference spectra with half the error of the training mean, or less", async () => {
    const [training, validation, test] = [subjects(400, 1), subjects(60, 2), subjects(60, 3)];
    const network = await covarianceTrain(training, validation, config);
    const made = covariancePredict(network, transientsOf(test));
    const mean = new Float64Array(POINTS);
    training.y.forEach((value, k) => (mean[k % POINTS] += value / 400));
    const error = (guess: (k: number) => number): number =>
      test.y.reduce((sum, value, k) => sum + Math.abs(guess(k) - value), 0) / test.y.length;
    const own = error((k) => made[k]);
    expect(own).toBeLessThan(0.5 * error((k) => mean[k % POINTS]));
    expect(own).toBeLessThan(0.5 * error(() => 0));
    // Given twice, the same transients have the same covariance: their number does not matter
    const twice = transientsOf(test).map((rows) => Float32Array.from([...rows, ...rows]));
    const again = covariancePredict(network, twice);
    expect(Math.max(...made.map((value, k) => Math.abs(value - again[k])))).toBeLessThan(1e-4);
    // Nor does their order, and other transients give another spectrum
    const other = covariancePredict(network, transientsOf(subjects(60, 4)));
    expect(Math.max(...made.map((value, k) => Math.abs(value - other[k])))).toBeGreaterThan(0.1);
  });
});

describe("the larger network with recurrent layers", () => {
  it("makes unseen difference spectra with two thirds of the error of the training mean, or less", async () => {
    const [training, validation, test] = [subjects(320, 1), subjects(48, 2), subjects(60, 3)];
    const network = await covarianceTrain(training, validation, {
      design: "recurrent",
      points: POINTS,
      transients: MOST,
      epochs: 10,
    });
    const made = covariancePredict(network, transientsOf(test));
    const mean = new Float64Array(POINTS);
    training.y.forEach((value, k) => (mean[k % POINTS] += value / 320));
    const error = (guess: (k: number) => number): number =>
      test.y.reduce((sum, value, k) => sum + Math.abs(guess(k) - value), 0) / test.y.length;
    expect(error((k) => made[k])).toBeLessThan(0.67 * error((k) => mean[k % POINTS]));
  });
});

describe("recurrentApply", () => {
  it("is a plain loop of gated recurrent units over steps and layers", () => {
    engineStart();
    const [layers, units, batch, length] = [3, 2, 2, 7];
    const weights = recurrentWeights("unit", layers, units, units, randomSource(1));
    const random = randomSource(2);
    const steps = Float32Array.from({ length: batch * length * units }, () => random.normal());
    const made = tf.tidy(() => {
      const tensors = Object.fromEntries(
        Object.entries(weights).map(([name, { values, shape }]) => [name, tf.tensor(values, [...shape])]),
      );
      return recurrentApply(
        tensors,
        "unit",
        layers,
        units,
        tf.tensor3d(steps, [batch, length, units]),
      ).dataSync();
    });
    // Cho et al. 2014 as PyTorch writes it: r, z, n = tanh(W x + b + r (U h + c)), h' = (1 - z) n + z h
    const sigmoid = (value: number): number => 1 / (1 + Math.exp(-value));
    const sums = (kind: string, layer: number, x: number[]): number[] =>
      Array.from({ length: 3 * units }, (_, j) => {
        const from = layer * units * 3 * units;
        const product = x.reduce(
          (sum, value, i) => sum + value * weights[`unit/${kind}`].values[from + i * 3 * units + j],
          0,
        );
        return product + weights[`unit/${kind}Bias`].values[layer * 3 * units + j];
      });
    for (let b = 0; b < batch; b++) {
      let sequence = Array.from({ length }, (_, t) =>
        Array.from({ length: units }, (_value, u) => steps[(b * length + t) * units + u]),
      );
      for (let layer = 0; layer < layers; layer++) {
        let state = Array.from({ length: units }, () => 0);
        sequence = sequence.map((x) => {
          const [input, own] = [sums("input", layer, x), sums("state", layer, state)];
          state = state.map((before, u) => {
            const reset = sigmoid(input[u] + own[u]);
            const update = sigmoid(input[units + u] + own[units + u]);
            const candidate = Math.tanh(input[2 * units + u] + reset * own[2 * units + u]);
            return (1 - update) * candidate + update * before;
          });
          return state;
        });
      }
      sequence.flat().forEach((value, k) => expect(made[b * length * units + k]).toBeCloseTo(value, 5));
    }
  });

  it("refuses a first layer whose inputs are not as wide as the units", () => {
    expect(() => recurrentWeights("unit", 1, 3, 2, randomSource(1))).toThrow(RangeError);
  });
});
