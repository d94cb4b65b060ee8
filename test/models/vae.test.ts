import { cpSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import * as tf from "@tensorflow/tfjs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { engineStart } from "../../lib/engine/engineStart.js";
import { gaussianKl } from "../../lib/models/gaussianKl.js";
import * as models from "../../lib/models/index.js";
import { InputError } from "../../lib/signal/inputError.js";
import { stackToSpectra } from "../../lib/signal/stackToSpectra.js";
import { lorentzians } from "./lorentzians.js";

const { native } = engineStart();
const rowsOf = (seed: number, n: number, noise?: number): models.SpectrumRows =>
  models.spectraToRows(stackToSpectra(lorentzians(seed, n, noise)), { ppmRange: [1.5, 3.8] });
const config: Partial<models.VaeConfig> = {
  layers: [96, 48],
  latent: 8,
  beta: 0.002,
  betaWarmupEpochs: 3,
  learningRate: 0.003,
  batchSize: 32,
  epochs: 60,
  ppmRange: [1.5, 3.8],
};
const [training, validation, test] = [rowsOf(1, 600), rowsOf(2, 100), rowsOf(3, 100)];
const folder = mkdtempSync(join(tmpdir(), "mrs-synth-vae-"));
let model: models.Vae;

beforeAll(async () => {
  model = await models.vaeTrain(training, validation, config);
});
afterAll(() => rmSync(folder, { recursive: true }));

function meanSquare(a: Float32Array, b: (k: number) => number): number {
  return a.reduce((sum, value, k) => sum + (value - b(k)) ** 2, 0) / a.length;
}

describe("gaussianKl", () => {
  it("is the closed form", () => {
    // N(1, e^0) and N(0, 4) from N(0, 1): 1/2 and (4 - 1 - ln 4) / 2
    const kl = gaussianKl(tf.tensor2d([[1], [0]]), tf.tensor2d([[0], [Math.log(4)]]));
    const [a, b] = kl.dataSync();
    expect(a).toBeCloseTo(0.5, 6);
    expect(b).toBeCloseTo((3 - Math.log(4)) / 2, 6);
    // N(0, I): nothing, and dimensions add up
    expect(gaussianKl(tf.zeros([1, 5]), tf.zeros([1, 5])).dataSync()[0]).toBe(0);
    expect(gaussianKl(tf.ones([1, 5]), tf.zeros([1, 5])).dataSync()[0]).toBeCloseTo(2.5, 6);
  });
});

describe("vaeTrain", () => {
  it("reconstructs spectra it never saw far better than their mean does, with less noise than they have", () => {
    const [n, width] = test.shape;
    const mean = new Float64Array(width);
    training.rows.forEach((value, k) => (mean[k % width] += value / training.shape[0]));
    // The truth: the same random numbers drawn, the noise times 0; divided by the noisy spectrum's scale
    const clean = rowsOf(3, n, 0);
    const truth = clean.rows.map((value, k) => {
      const i = Math.floor(k / width);
      return (value * clean.scale[i]) / test.scale[i];
    });
    const reconstructed = models.vaeReconstruct(model, test);
    const error = meanSquare(reconstructed.rows, (k) => truth[k]);
    const noise = meanSquare(test.rows, (k) => truth[k]);
    expect(error).toBeLessThan(0.05 * meanSquare(truth, (k) => mean[k % width]));
    expect(error).toBeLessThan(0.5 * noise);
    expect(reconstructed.header.labels).toEqual(test.header.labels);
    expect(reconstructed.scale).toEqual(test.scale);
  });

  it("keeps its loss as it says: squared error summed over points plus beta times the divergence", () => {
    for (const { training, scalars } of model.history.slice(5)) {
      expect(training.loss / (training.reconstruction + scalars.beta * training.kl)).toBeCloseTo(1, 4);
    }
    const betas = model.history.map(({ scalars }) => scalars.beta);
    expect(betas[0]).toBeCloseTo(0.002 / 3, 10);
    expect(betas[5]).toBe(0.002);
  });

  it("gives the same model, bit by bit, for the same seed", async () => {
    const short = { ...config, epochs: 3 };
    const [a, b] = [
      await models.vaeTrain(training, validation, short),
      await models.vaeTrain(training, validation, short),
    ];
    expect(b.weights).toEqual(a.weights);
    expect(b.history).toEqual(a.history);
    const c = await models.vaeTrain(training, validation, { ...short, seed: 2 });
    expect(c.history[0]).not.toEqual(a.history[0]);
  });

  it("jitters when the config says so", async () => {
    const few = rowsOf(5, 28);
    const short = { ...config, epochs: 2 };
    const plain = await models.vaeTrain(few, validation, short);
    const jitter = { frequency: 2, phase: 0.1, lineBroadening: 0 };
    const jittered = await models.vaeTrain(few, validation, { ...short, jitter });
    expect(jittered.history[1]).not.toEqual(plain.history[1]);
    const augment = (rows: models.SpectrumRows): models.SpectrumRows => rows;
    const same = await models.vaeTrain(few, validation, { ...short, jitter }, { augment });
    expect(same.history).toEqual(plain.history);
  });

  it("refuses configs that cannot be right, and rows that do not fit", async () => {
    const run = (more: object) => models.vaeTrain(training, validation, { ...config, ...more });
    await expect(run({ latent: 0 })).rejects.toThrow("latent is 0; expected a whole number from 1");
    await expect(run({ betta: 1 })).rejects.toThrow(InputError);
    await expect(run({ beta: NaN })).rejects.toThrow("beta is NaN");
    await expect(run({ ppmRange: [2, 3] })).rejects.toThrow("ppmRange");
    const other = models.spectraToRows(stackToSpectra(lorentzians(1, 3)), { ppmRange: [1, 3] });
    await expect(models.vaeTrain(training, other, config)).rejects.toThrow("the spectra's points");
    expect(() => models.vaeEncode(model, other)).toThrow("like: model");
  });
});

describe("vaeEncode and vaeDecode", () => {
  it("do the same for one spectrum as for many", () => {
    const all = models.vaeEncode(model, test);
    const width = test.shape[1];
    const one = {
      ...test,
      rows: test.rows.slice(width, 2 * width),
      scale: test.scale.slice(1, 2),
      shape: [1, width] as const,
    };
    const { mean } = models.vaeEncode(model, { ...one, header: { ...test.header, labels: undefined } });
    // Another batch size, another order of summation: float32 rounding of sums of 2 x 75 values
    mean.forEach((value, k) => expect(Math.abs(value - all.mean[8 + k])).toBeLessThan(1e-4));
    expect(all.shape).toEqual([100, 8]);
    expect(all.scale).toEqual(test.scale);
    expect(all.labels).toEqual(test.header.labels);
    // More rows than go through at once
    const many = rowsOf(9, 1100);
    expect(models.vaeEncode(model, many).mean.every(Number.isFinite)).toBe(true);
  });

  it("hold no tensors", () => {
    const count = (): number[] => [tf.memory().numTensors, native?.binding.getNumOfTensors() ?? 0];
    const before = count();
    for (let k = 0; k < 5; k++) models.vaeReconstruct(model, test);
    expect(count()).toEqual(before);
  });

  it("refuse points of another latent width", () => {
    const sample = { z: new Float32Array(6), scale: new Float32Array(2), shape: [2, 3] as const };
    expect(() => models.vaeDecode(model, sample)).toThrow("z must be 2 x 8");
  });
});

describe("vaeSave and vaeLoad", () => {
  it("give the very same model back, into a place where another one was", () => {
    const path = join(folder, "model");
    models.vaeSave(model, path);
    models.vaeSave(model, path);
    expect(readdirSync(folder)).toEqual(["model"]);
    const loaded = models.vaeLoad(path);
    expect(loaded).toEqual(
      JSON.parse(JSON.stringify({ ...model, weights: 0, ppm: 0 }), (key, value) =>
        key === "weights" && value === 0 ? model.weights : key === "ppm" && value === 0 ? model.ppm : value,
      ),
    );
    expect(models.vaeReconstruct(loaded, test).rows).toEqual(models.vaeReconstruct(model, test).rows);
    expect(loaded.provenance.training).toMatchObject({ rows: 600 });
  });

  it("refuse a damaged folder by name of what is wrong", () => {
    const path = join(folder, "damaged");
    const json = join(path, "model.json");
    const weights = join(path, "weights.bin");
    const damage = (what: () => void): void => {
      rmSync(path, { recursive: true, force: true });
      models.vaeSave(model, path);
      what();
      expect(() => models.vaeLoad(path)).toThrow(InputError);
      expect(() => models.vaeLoad(path)).toThrow(path);
    };
    const bytes = (): Buffer => readFileSync(weights);
    damage(() => rmSync(path, { recursive: true }));
    damage(() => rmSync(weights));
    damage(() => writeFileSync(weights, bytes().subarray(4)));
    damage(() => {
      const changed = bytes();
      changed[1000] ^= 1;
      writeFileSync(weights, changed);
    });
    damage(() => writeFileSync(json, readFileSync(json, "utf8").slice(0, 200)));
    damage(() => writeFileSync(json, readFileSync(json, "utf8").replace('"latent": 8', '"latent": 9')));
    damage(() => writeFileSync(json, readFileSync(json, "utf8").replace("mrs-synth VAE 1", "another")));
    damage(() => writeFileSync(json, "null"));
    damage(() => cpSync(weights, json));
  });
});
