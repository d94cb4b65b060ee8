import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { cohortConfig } from "../../lib/cohort/index.js";
import { readScan } from "../../lib/io/index.js";
import type { Vae } from "../../lib/models/index.js";
import { randomSource, ppmWindow, stackToSpectra } from "../../lib/signal/index.js";
import {
  featureSpaceStudy,
  figureMap,
  measuredData,
  measuredMega,
  measuredPress,
  reconstructionStudy,
  scanInspect,
  scansToRows,
  simulatedSet,
  studyModel,
  studySettings,
  subjectsSplit,
  subsetDraw,
  transientsGenerate,
} from "../../lib/study/index.js";
import type { StudySet } from "../../lib/study/index.js";
import { MRS_DATA } from "../mrsData.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-study-"));
afterAll(() => rmSync(folder, { recursive: true }));

describe("split", () => {
  const ids = Array.from({ length: 24 }, (_, k) => `sub-${k}`);

  test("every subject is in exactly one part; the seed decides which", () => {
    const split = subjectsSplit(ids, randomSource(3));
    const all = [...split.train, ...split.validation, ...split.test];
    expect(all.sort()).toEqual([...ids].sort());
    expect(split).toEqual(subjectsSplit(ids, randomSource(3)));
    expect(split.test).not.toEqual(subjectsSplit(ids, randomSource(4)).test);
    expect([split.train.length, split.validation.length, split.test.length]).toEqual([14, 4, 6]);
  });

  test("fewer than three subjects, or one named twice, is refused", () => {
    expect(() => subjectsSplit(["a", "b"], randomSource(1))).toThrow("at least 3 subjects");
    expect(() => subjectsSplit(["a", "b", "a"], randomSource(1))).toThrow("named once");
  });

  test("the simulated study's parts share no subject", () => {
    const set = simulatedSet({ ...cohortConfig("quick", 1), transients: 1 });
    const parts = [set.train, set.validation, set.test].map((part) => part.map(({ id }) => id));
    expect(new Set(parts.flat()).size).toBe(parts.flat().length);
    expect(parts.flat()).toHaveLength(36);
  });
});

describe("a subset", () => {
  const labels = Uint8Array.of(0, 1, 0, 1, 0, 1);

  test("has n transients of each condition, each once", () => {
    const chosen = subsetDraw(6, labels, 2, randomSource(1));
    expect(new Set(chosen).size).toBe(4);
    expect(chosen.filter((i) => labels[i] === 1)).toHaveLength(2);
  });

  test("larger than the scan is refused", () => {
    expect(() => subsetDraw(6, labels, 4, randomSource(1))).toThrow(
      "subset is 4; expected a whole number from 1 to the 3 transients",
    );
  });
});

describe("a model of the simulated cohort, quick", () => {
  let set: StudySet;
  let model: Vae;
  beforeAll(async () => {
    set = simulatedSet(cohortConfig("quick", 1));
    model = await studyModel(set, studySettings("simulated", "quick").vae, { cache: folder });
  });

  test("is kept under the hash of its settings and data, and found again", async () => {
    expect(readdirSync(folder)).toHaveLength(1);
    const again = await studyModel(set, studySettings("simulated", "quick").vae, { cache: folder });
    expect(again.provenance.date).toBe(model.provenance.date);
    expect(readdirSync(folder)).toHaveLength(1);
  });

  test("keeps the signal of subjects it has not seen and leaves the noise", () => {
    const { numbers, rows, summary } = reconstructionStudy(model, set.test);
    // 9 test subjects, OFF and ON
    expect(numbers).toHaveLength(18);
    for (const { residualToNoise, correlation } of numbers) {
      // 1 is noise alone. A model that returned its training mean would leave 1.4 and more (measured: see next test).
      expect(residualToNoise).toBeGreaterThan(0.9);
      expect(residualToNoise).toBeLessThan(1.35);
      // noise bounds it: ON of the subject with the least SNR (6) has .66
      expect(correlation).toBeGreaterThan(0.6);
    }
    const mean = numbers.reduce((sum, { residualToNoise }) => sum + residualToNoise, 0) / numbers.length;
    expect(mean).toBeLessThan(1.2);
    expect(rows.filter(({ series }) => series === "residual").length * 3).toBe(rows.length);
    expect(summary.map(({ name }) => name)).toContain("OFF: residual over noise");
  });

  test("beats the mean of its training spectra of the same condition by far", () => {
    const seen = scansToRows(set.train, { like: model });
    const held = scansToRows(set.test, { like: model });
    const width = seen.shape[1];
    const means = [0, 1].map((condition) => {
      const members = [...Array(seen.shape[0]).keys()].filter((i) => seen.header.labels![i] === condition);
      return Float64Array.from({ length: width }, (_, k) => {
        return members.reduce((sum, i) => sum + seen.rows[i * width + k], 0) / members.length;
      });
    });
    const window = ppmWindow(held.ppm, 0.5, 4);
    const ratios = Array.from(held.noise, (noise, i) => {
      const mean = means[held.header.labels![i]];
      let sum = 0;
      for (const start of [0, width / 2]) {
        for (let k = start + window[0]; k < start + window[1]; k++)
          sum += (held.rows[i * width + k] - mean[k]) ** 2;
      }
      return Math.sqrt(sum / (2 * (window[1] - window[0]))) / noise;
    });
    const { numbers } = reconstructionStudy(model, set.test);
    const ours = numbers.reduce((sum, { residualToNoise }) => sum + residualToNoise, 0) / numbers.length;
    const theirs = ratios.reduce((a, b) => a + b, 0) / ratios.length;
    // squared residuals less the noise itself: what is lost of the signal
    expect(ours ** 2 - 1).toBeLessThan(0.5 * (theirs ** 2 - 1));
  });

  test("generated transients come in the scan's units, per condition, and NAA is gone in ON", () => {
    const { stack } = set.test[0];
    const options = { method: "hybrid", count: 10, random: randomSource(5) } as const;
    const made = transientsGenerate(model, stack, options);
    expect(made.shape).toEqual([20, 2048]);
    expect([...made.labels!]).toEqual([...Array<number>(10).fill(0), ...Array<number>(10).fill(1)]);
    const spectra = stackToSpectra(made);
    const real = stackToSpectra(stack);
    const height = (from: typeof spectra, label: number): number => {
      const [first, last] = ppmWindow(from.ppm, 1.9, 2.1);
      const rows = [...from.labels!].flatMap((value, i) => (value === label ? [i] : []));
      const tops = rows.map((i) => Math.max(...from.re.slice(i * 2048 + first, i * 2048 + last)));
      return tops.reduce((a, b) => a + b, 0) / tops.length;
    };
    expect(height(spectra, 0) / height(real, 0)).toBeGreaterThan(0.7);
    expect(height(spectra, 0) / height(real, 0)).toBeLessThan(1.2);
    expect(height(spectra, 1)).toBeLessThan(0.4 * height(spectra, 0));
    // the same seed, the same samples
    expect(transientsGenerate(model, stack, { ...options, random: randomSource(5) }).re).toEqual(made.re);
    expect(() => transientsGenerate(model, { ...stack, ...firstOf(stack) }, options)).toThrow(
      "expected 2 or more measured transients of a condition for hybrid sampling",
    );
  });

  test("synthetic spectra lie among the measured ones of their own condition", async () => {
    const { points, overlaps, densities } = await featureSpaceStudy(model, {
      measured: set.test,
      sources: set.test,
      subset: 4,
      count: 20,
      random: randomSource(1),
    });
    expect(points.filter(({ source }) => source === "measured")).toHaveLength(360);
    expect(overlaps).toHaveLength(6);
    expect(densities.length).toBeGreaterThanOrEqual(4);
    const measured = points.filter(({ source }) => source === "measured");
    const synthetic = points.filter(({ source }) => source === "synthetic");
    const right = synthetic.filter(({ x, y, condition }) => {
      const near = measured.reduce((a, b) =>
        Math.hypot(a.x - x, a.y - y) < Math.hypot(b.x - x, b.y - y) ? a : b,
      );
      return near.condition === condition;
    });
    // by chance half
    expect(right.length / synthetic.length).toBeGreaterThan(0.95);
  });
});

function firstOf(stack: StudySet["test"][number]["stack"]): Partial<typeof stack> {
  const points = stack.shape[1];
  return {
    re: stack.re.slice(0, 2 * points),
    im: stack.im.slice(0, 2 * points),
    shape: [2, points],
    labels: Uint8Array.of(0, 1),
    dimensions: undefined,
  };
}

test("measured scans are looked for beside the project where no variable names them", () => {
  const beside = fileURLToPath(new URL("../../../shared/data", import.meta.url));
  vi.stubEnv("MRS_DATA", undefined);
  expect(measuredData()).toBe(existsSync(beside) ? beside : undefined);
  vi.stubEnv("MRS_DATA", "");
  expect(measuredData()).toBeUndefined();
  vi.unstubAllEnvs();
});

test("inspect says where the lines of a simulated scan are", () => {
  const [scan] = simulatedSet(cohortConfig("quick", 2)).test;
  const summary = scanInspect(scan.stack);
  expect(summary.editing).toMatchObject({ off: 20, on: 20, order: "labels", inverted: false });
  expect(summary.peaks.NAA).toBeCloseTo(2.01, 1);
  expect(summary.peaks.Cr).toBeCloseTo(3.03, 1);
  expect(summary.peaks.Cho).toBeCloseTo(3.21, 1);
  // 20 transients of single SNR near 10
  expect(summary.snr!).toBeGreaterThan(25);
  expect(summary.snr!).toBeLessThan(80);
});

test("every figure has one notebook that is there, and every notebook but the tutorials (10 to 19) has a figure", () => {
  const notebooks = readdirSync(new URL("../../notebooks", import.meta.url)).filter((name) =>
    name.endsWith(".ipynb"),
  );
  const map = figureMap();
  expect(new Set(map.map(({ id }) => id)).size).toBe(map.length);
  expect([...new Set(map.map(({ notebook }) => `${notebook}.ipynb`))].sort()).toEqual(
    notebooks.filter((name) => !name.startsWith("1")).sort(),
  );
});

describe.skipIf(!MRS_DATA)("measured sets (skipped: no MRS_DATA)", () => {
  test("PRESS: five sites to learn from, the sixth to test on, no subject twice", async () => {
    const set = await measuredPress(MRS_DATA!, randomSource(1));
    expect(set.test).toHaveLength(12);
    expect(set.train.length + set.validation.length).toBe(56);
    expect(new Set(set.test.map(({ site }) => site))).toEqual(new Set(["P7"]));
    expect([...set.train, ...set.validation].some(({ site }) => site === "P7")).toBe(false);
    const ids = [...set.train, ...set.validation, ...set.test].map(({ id }) => id);
    expect(new Set(ids).size).toBe(68);
  });

  test("MEGA: 12, 4 and 4 pairs over the whole scan, no dynamic twice", async () => {
    const set = await measuredMega(MRS_DATA!);
    const counts = [set.train, set.validation, set.test].map(([{ stack }]) => stack.shape[0]);
    expect(counts).toEqual([24, 8, 8]);
    for (const [{ stack }] of [set.train, set.validation, set.test]) {
      expect(stack.labels!.filter((label) => label === 1)).toHaveLength(stack.shape[0] / 2);
    }
  });

  test("a water reference has no metabolite lines", async () => {
    for (const id of ["P1/S01", "P3/S03", "P7/S02"]) {
      const file = `${MRS_DATA}/bigpress_philips/${id}/${path.basename(id)}_PRESS_35_ref.SDAT`;
      const { peaks, snr, linewidth } = scanInspect(await readScan(file));
      expect([peaks.NAA, peaks.Cr, peaks.Cho, snr, linewidth]).toEqual([null, null, null, null, null]);
    }
  });

  test("a PRESS scan of 64 averages has the SNR and line width that Osprey reports for such scans", async () => {
    const set = await measuredPress(MRS_DATA!, randomSource(1));
    const median = (values: number[]): number =>
      [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    const third = [...set.train, ...set.validation, ...set.test].filter((_, k) => k % 3 === 0);
    const summaries = third.map(({ stack }) => scanInspect(stack));
    // Osprey on 104 such scans: Cr SNR 143 +- 39, Cr FWHM 6.3 +- 1.2 Hz
    expect(median(summaries.map(({ snr }) => snr!))).toBeGreaterThan(104);
    expect(median(summaries.map(({ snr }) => snr!))).toBeLessThan(182);
    expect(median(summaries.map(({ linewidth }) => linewidth!))).toBeGreaterThan(5.1);
    expect(median(summaries.map(({ linewidth }) => linewidth!))).toBeLessThan(7.5);
  });
});
