import { mkdtempSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cohortConfig } from "../../lib/cohort/index.js";
import type { Vae } from "../../lib/models/index.js";
import { noiseFit, noiseLevel } from "../../lib/noise/index.js";
import type { NoiseModel } from "../../lib/noise/index.js";
import { stackWaterFit, stackWaterRemove } from "../../lib/process/index.js";
import { randomSource, stackSelect, stackToSpectra } from "../../lib/signal/index.js";
import {
  fidelityStudy,
  memorisationStudy,
  memorisationTrade,
  noiseSettings,
  noiseStudy,
  reconstructionStudy,
  rowsGenerate,
  scansToRows,
  scanSubset,
  simulatedSet,
  studyModel,
  studySettings,
  transientsGenerate,
  waterSettings,
  waterStudy,
} from "../../lib/study/index.js";
import type { StudySet } from "../../lib/study/index.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-noise-"));
afterAll(() => rmSync(folder, { recursive: true }));

let set: StudySet;
let model: Vae;
let noise: NoiseModel;
beforeAll(async () => {
  set = simulatedSet(cohortConfig("quick", 1));
  model = await studyModel(set, { ...studySettings("simulated", "quick").vae, epochs: 8 }, { cache: folder });
  noise = noiseFit(set.train, model);
});

test("a subset, others and others again share no transient", () => {
  const { stack } = set.test[0];
  const parts = scanSubset(stack, 2, 9, randomSource(1));
  expect(scanSubset(stack, 2, 10, randomSource(1)).again).toBeUndefined();
  const keys = [parts.source, parts.others, parts.again!].flatMap(({ re, shape }) =>
    Array.from({ length: shape[0] }, (_, i) => re[i * shape[1]]),
  );
  expect(keys).toHaveLength(2 * (2 + 9 + 9));
  expect(new Set(keys).size).toBe(keys.length);
});

describe("noise restored to generated spectra", () => {
  const options = { method: "hybrid", count: 12 } as const;

  test("has the subset's own level; without the option nothing changes", () => {
    const { source } = scanSubset(set.test[0].stack, 4, 8, randomSource(1));
    const made = transientsGenerate(model, source, { ...options, noise, random: randomSource(2) });
    // both measured on some 3,000 numbers: an SD of 2 %
    expect(noiseLevel(made).sd / noiseLevel(source).sd).toBeGreaterThan(0.9);
    expect(noiseLevel(made).sd / noiseLevel(source).sd).toBeLessThan(1.1);
    expect(made.history.at(-1)).toContain("noise restored");
    const plain = transientsGenerate(model, source, { ...options, random: randomSource(2) });
    expect(noiseLevel(plain).sd / noiseLevel(source).sd).toBeLessThan(1e-3);
  });

  test("as rows, each by its own largest magnitude as measured ones are", () => {
    const { source } = scanSubset(set.test[0].stack, 4, 8, randomSource(1));
    const rows = scansToRows([{ id: "subset", stack: source }], { like: model });
    const restored = { model: noise, level: noiseLevel(source) };
    const made = rowsGenerate(model, rows, { ...options, noise: restored, random: randomSource(2) });
    const p = made.shape[1] / 2;
    for (let i = 0; i < made.shape[0]; i++) {
      let largest = 0;
      for (let k = i * 2 * p; k < i * 2 * p + p; k++)
        largest = Math.max(largest, Math.hypot(made.rows[k], made.rows[k + p]));
      expect(largest).toBeCloseTo(1, 5);
    }
  });

  test("scatters as measured transients of held-out subjects do; the decoder alone does not", () => {
    const { numbers, rows } = noiseStudy(model, set.test, {
      noise,
      subset: 4,
      count: 16,
      method: "hybrid",
      random: randomSource(1),
    });
    const of = (series: string): typeof numbers => numbers.filter((one) => one.series === series);
    expect(of("noise restored")).toHaveLength(2 * set.test.length);
    for (const one of of("noise restored")) {
      // The goals: p > .05 without signal (by chance one in twenty fails: .01 here), distance < .1 among signals
      expect(one.pFree).toBeGreaterThan(0.01);
      expect(one.ksMetabolites).toBeLessThan(0.1);
      expect(one.ksWater).toBeLessThan(0.1);
      expect(Math.abs(one.powerFree - 1)).toBeLessThan(0.1);
    }
    for (const one of of("decoder alone")) {
      expect(one.pFree).toBeLessThan(1e-6);
      expect(one.ksMetabolites).toBeGreaterThan(0.1);
    }
    expect(new Set(rows.map(({ panel }) => panel)).size).toBe(6);
    expect(rows.every(({ x, y }) => Number.isFinite(x) && Number.isFinite(y))).toBe(true);
  });
});

test("fidelity: the decoder alone recalls nothing, with noise restored it does", async () => {
  const numbers = await fidelityStudy(model, set.test, {
    noise,
    subset: 4,
    count: 8,
    permutations: 20,
    random: randomSource(1),
  });
  // measured against measured, then three samplers with and without
  expect(numbers).toHaveLength(7);
  const mean = (of: string): number => {
    const own = numbers.filter((one) => one.noise === of);
    return own.reduce((sum, { recall }) => sum + recall, 0) / own.length;
  };
  expect(mean("left out")).toBeLessThan(0.1);
  expect(mean("restored")).toBeGreaterThan(0.1);
  expect(mean("measured")).toBeGreaterThan(mean("restored"));
});

test("memorisation: members are those trained on; a copy would show", async () => {
  const { distances, attacks } = await memorisationStudy(model, set, {
    noise,
    subset: 4,
    count: 8,
    method: "random",
    random: randomSource(1),
  });
  for (const { members, nonMembers, value, low, high } of attacks) {
    expect([members, nonMembers]).toEqual([set.train.length, set.test.length]);
    expect(low).toBeLessThanOrEqual(value);
    expect(high).toBeGreaterThanOrEqual(value);
  }
  const held = distances.filter((one) => one.series === "held-out measured").map(({ ratio }) => ratio);
  expect(Math.min(...held)).toBeGreaterThan(0);
  // The training set itself in place of the test set: every distance is 0 but for other scales.
  await expect(
    memorisationStudy(
      model,
      { ...set, test: set.train.slice(0, 1) },
      { noise, subset: 4, count: 8, method: "random", random: randomSource(1) },
    ).then((copy) =>
      copy.distances.filter(({ view, series }) => view === "transients" && series === "held-out measured"),
    ),
  ).resolves.toSatisfy((own: { ratio: number }[]) => own.every(({ ratio }) => !(ratio > 0)));
});

test("what less memorisation costs: a prior that leaves no room keeps nothing of test subjects either", async () => {
  const { vae } = studySettings("simulated", "quick");
  const [plain, narrow] = await memorisationTrade(set, {
    models: [
      { name: "as it is", vae: {} },
      { name: "no room", vae: { beta: 100, betaWarmupEpochs: 0 } },
    ],
    vae: { ...vae, epochs: 8 },
    random: randomSource(1),
    cache: folder,
  });
  // The first is the model of the other tests, judged as reconstruction is.
  const { numbers } = reconstructionStudy(model, set.test);
  const residual = numbers.reduce((sum, { residualToNoise }) => sum + residualToNoise / numbers.length, 0);
  expect(plain["residual over noise"]).toBeCloseTo(residual, 6);
  expect(narrow["residual over noise"]).toBeGreaterThan(1.2 * residual);
  const areas = Object.keys(plain).filter((name) => name.startsWith("AUC, "));
  expect(areas.length).toBeGreaterThan(0);
  expect(Object.keys(narrow)).toEqual(Object.keys(plain));
});

describe("water", () => {
  test("poles of the mean take as much water as a decomposition of each transient", () => {
    const stack = stackSelect(set.test[0].stack, [0, 1, 2, 3, 4, 5, 6, 7]);
    const water = stackWaterFit(stack);
    const removed = stackWaterRemove(stack, { ppmRange: [4.2, 5.2] });
    const energy = (re: Float32Array, im: Float32Array): number => {
      const { re: a, im: b, ppm, shape } = stackToSpectra({ ...stack, re, im });
      let sum = 0;
      for (let k = 0; k < a.length; k++)
        if (ppm[k % shape[1]] > 4.2 && ppm[k % shape[1]] < 5.2) sum += a[k] ** 2 + b[k] ** 2;
      return sum;
    };
    const left = energy(
      stack.re.map((value, k) => value - water.re[k]),
      stack.im.map((value, k) => value - water.im[k]),
    );
    const before = energy(stack.re, stack.im);
    expect(left / before).toBeLessThan(0.75);
    // Of 2.6 times the noise, 1.7 is left (1: noise alone; metabolites between 4.2 and 4.3 ppm stay), by HLSVD 2.0.
    const { sd } = noiseLevel(stack);
    const points = stackToSpectra(stack).ppm.filter((ppm) => ppm > 4.2 && ppm < 5.2).length;
    expect(left / (8 * 2 * points * sd ** 2)).toBeLessThan(1.9);
    expect(left / (8 * 2 * points * sd ** 2)).toBeGreaterThan(0.8);
    // as much: within 3 %
    expect(left / energy(removed.re, removed.im)).toBeLessThan(1.03);
  });

  test("the study compares representations in the plain spectra's units", async () => {
    const result = await waterStudy(set, {
      vae: { layers: [64], epochs: 4, batchSize: 32 },
      transients: 6,
      representations: ["one scale", "two scales", "water apart"],
      cache: folder,
    });
    const ids = [...set.validation, ...set.test].length;
    expect(result.numbers).toHaveLength(3 * ids);
    // Less than .7 of the noise would be noise copied, or units mixed up.
    for (const { metabolites, water } of result.numbers) {
      expect(metabolites).toBeGreaterThan(0.7);
      expect(water).toBeGreaterThan(0.7);
      expect(water).toBeLessThan(10);
    }
    expect(result.best).toBe("water apart");
  });
});

test("settings of both sizes are there", () => {
  for (const size of ["full", "quick"] as const) {
    expect(noiseSettings(size).subset).toBeGreaterThan(1);
    expect(waterSettings(size).transients).toBeGreaterThan(1);
  }
});
