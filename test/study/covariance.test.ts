import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  augmentationCohort,
  augmentationCovariance,
  augmentationSampling,
  augmentationStudy,
  augmentationSummary,
  augmentationTrainingMean,
  covarianceSettings,
  covarianceStudySettings,
  EDIT_OFF,
  EDIT_ON,
  fidStack,
  fig22Covariance,
  ppmWindow,
  randomSource,
  spectraAverage,
  stackOnAxis,
  stackToSpectra,
} from "mrs-synth";
import type { AugmentationSubset, FidStack } from "mrs-synth";
import { covarianceSamples, differenceSpectrum } from "../../lib/study/covariance/covarianceSamples.js";
import { lorentzians } from "../models/lorentzians.js";

const folder = mkdtempSync(join(tmpdir(), "mrs-synth-covariance-"));
afterAll(() => rmSync(folder, { recursive: true }));

const subsetOf = (stack: FidStack): AugmentationSubset => ({ stack, count: 4, random: randomSource(2) });

const scan = (seed: number): { id: string; stack: ReturnType<typeof lorentzians> } => ({
  id: `sub-${seed}`,
  stack: lorentzians(seed, 12, 0.25, 1024),
});

describe("covarianceSamples", () => {
  const options = { samples: 40, most: 6, ppmRange: [0.2, 4.2] as const, random: randomSource(3) };
  const rows = covarianceSamples([scan(1), scan(2)], options);

  it("holds as many transients as it says, each by its largest magnitude", () => {
    const points = rows.y.length / 40;
    rows.counts.forEach((count, i) => {
      for (let t = 0; t < 6; t++) {
        const row = rows.x.subarray((i * 6 + t) * points, (i * 6 + t + 1) * points);
        const largest = row.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
        if (t < count) expect(largest).toBeCloseTo(1, 6);
        else expect(largest).toBe(0);
      }
    });
    expect(Math.min(...rows.counts)).toBe(1);
    expect(Math.max(...rows.counts)).toBe(6);
  });

  it("is the average's own difference where all transients are taken", () => {
    const { stack } = scan(1);
    const { re, ppm, shape } = spectraAverage(stackToSpectra(stack));
    const [first, last] = ppmWindow(ppm, 0.2, 4.2);
    const difference = Float32Array.from(
      { length: last - first },
      (_, k) => re[shape[1] + first + k] - re[first + k],
    );
    const largest = difference.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const { y } = covarianceSamples([scan(1)], { ...options, samples: 1 });
    y.forEach((value, k) => expect(value).toBeCloseTo(difference[k] / largest, 4));
  });
});

describe("macromolecules added to covariance samples", () => {
  const { stack } = scan(1);
  const [low, high] = [0.2, 4.2] as const;
  const spectrum = differenceSpectrum(stack, [low, high]);
  const written = (area: number): Float32Array => {
    const row = new Float32Array(spectrum.points);
    const macromolecules = area === 0 ? [] : [{ ppm: 3.0, width: 12, area }];
    spectrum.write(stack, [0], [1], { broadening: 0, frequency: 0, phase: 0, macromolecules }, row);
    return row;
  };

  it("take as much away as they add when they are negative", () => {
    const [without, added, taken] = [0, 1, -1].map(written);
    const largest = Math.max(...added.map((value, k) => value - without[k]));
    // A Gaussian line of this FWHM: its height is the area over the width of its own shape, in samples of the FID.
    const height = (Math.sqrt(Math.LN2 / Math.PI) * 2) / (12 * stack.dwellTime) / 2;
    expect(largest / height).toBeCloseTo(1, 1);
    without.forEach((value, k) => expect(taken[k] - value).toBeCloseTo(value - added[k], 3));
  });

  it("leave the mean over the samples that of the subject", () => {
    const augmentation = { frequency: 0, phase: 0, broadening: 0, macromolecules: 0.05 };
    const samples = 1000;
    const common = { most: 1, ppmRange: [low, high] as const };
    const { y } = covarianceSamples([scan(1)], { ...common, samples, augmentation, random: randomSource(5) });
    const [plain] = [covarianceSamples([scan(1)], { ...common, samples: 1, random: randomSource(5) }).y];
    const points = plain.length;
    // At 1.24 ppm lies no line of the subject, so that all that varies there is what was added.
    const at = spectrum.ppm.findIndex((ppm) => ppm > 1.24);
    const values = Array.from({ length: samples }, (_, i) => y[i * points + at] - plain[at]);
    const mean = values.reduce((sum, value) => sum + value, 0) / samples;
    const sd = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / samples);
    expect(sd).toBeGreaterThan(0);
    // Four standard errors
    expect(Math.abs(mean)).toBeLessThan((4 * sd) / Math.sqrt(samples));
    expect(values.filter((value) => value < 0).length / samples).toBeGreaterThan(0.45);
  });
});

describe("stackOnAxis", () => {
  it("puts lines of another sampling where and as high as they are with the network's own", () => {
    const header = { spectrometerFrequency: 127.75, referencePpm: 4.68, nucleus: "1H", history: [] };
    // A line at 2.01 ppm and one, narrower and out of phase, at 3.03 ppm
    const sampled = (points: number, dwellTime: number, frequency: number): FidStack => {
      const re = new Float32Array(points);
      const im = new Float32Array(points);
      for (const [ppm, width, phase] of [
        [2.01, 6, 0],
        [3.03, 4, 0.7],
      ]) {
        for (let t = 0; t < points; t++) {
          const damping = Math.exp(-Math.PI * width * t * dwellTime);
          const angle = phase + 2 * Math.PI * (ppm - 4.68) * frequency * t * dwellTime;
          re[t] += damping * Math.cos(angle);
          im[t] += damping * Math.sin(angle);
        }
      }
      return fidStack({ ...header, spectrometerFrequency: frequency, re, im, shape: [1, points], dwellTime });
    };
    const like = sampled(2048, 1 / 2000, 127.75);
    const moved = stackOnAxis(sampled(1024, 1 / 2150, 127.79), like);
    const [own, other] = [stackToSpectra(like), stackToSpectra(moved)];
    expect(moved.shape).toEqual([1, 2048]);
    const [first, last] = ppmWindow(own.ppm, 0.2, 4.2);
    const highest = Math.max(...own.re.subarray(first, last));
    for (let k = first; k < last; k++) {
      expect(Math.abs(own.ppm[k] - other.ppm[k])).toBeLessThan(1e-9);
      // 1: where a transform's sum takes its first sample whole, both do, but one has more of them
      expect(Math.abs(own.re[k] - other.re[k])).toBeLessThan(0.005 * highest);
      expect(Math.abs(own.im[k] - other.im[k])).toBeLessThan(0.005 * highest);
    }
  });
});

describe("augmentationTrainingMean", () => {
  it("says the same difference of everybody, at the height of each", async () => {
    const set = { name: "test", train: [scan(1), scan(2)], validation: [scan(3)], test: [] };
    const make = await augmentationTrainingMean().learn({ set, vae: {} }, { random: randomSource(1) });
    const { stack } = scan(4);
    const twice = { ...stack, re: stack.re.map((x) => 2 * x), im: stack.im.map((x) => 2 * x) };
    const made = await make([scan(5).stack, stack, twice].map((one) => subsetOf(one)));
    const [five, four, double] = made.map(({ re, shape: [, p] }) =>
      Float64Array.from({ length: p }, (_, k) => re[p + k] - re[k]),
    );
    const largest = (values: Float64Array): number => Math.max(...values.map(Math.abs));
    const ratio = largest(double) / largest(four);
    expect(ratio).toBeCloseTo(2, 4);
    five.forEach((value, k) =>
      expect(Math.abs(value / largest(five) - four[k] / largest(four))).toBeLessThan(1e-4),
    );
  });
});

describe("augmentationCovariance", () => {
  it("makes OFF as measured and ON with the difference at the height that fits it best", async () => {
    const settings = {
      ...covarianceSettings("quick"),
      samples: 32,
      validation: 8,
      network: { epochs: 2, batchSize: 8 },
    };
    const method = augmentationCovariance({ settings });
    const set = { name: "test", train: [scan(1), scan(2)], validation: [scan(3)], test: [] };
    const make = await method.learn({ set, vae: {} }, { random: randomSource(1), cache: folder });
    const subset = { stack: scan(4).stack, count: 4, random: randomSource(2) };
    const [made] = await make([subset]);
    const [, p] = made.shape;
    expect([...made.labels!]).toEqual([EDIT_OFF, EDIT_ON]);
    expect(made.re.every(Number.isFinite)).toBe(true);
    const average = spectraAverage(stackToSpectra(subset.stack));
    const [first] = ppmWindow(average.ppm, 0.2, 4.2);
    expect([...made.re.subarray(0, 5)]).toEqual([...average.re.subarray(first, first + 5)]);
    // Least squares: what is left of the measured difference is orthogonal to what was made
    let [along, size] = [0, 0];
    for (let k = 0; k < p; k++) {
      const own = made.re[p + k] - made.re[k];
      const measured = average.re[average.shape[1] + first + k] - average.re[first + k];
      along += own * (measured - own);
      size += own * own;
    }
    expect(Math.abs(along)).toBeLessThan(1e-3 * size);
  });

  it("is tried on other subjects than it learns from, from one transient on", () => {
    for (const size of ["full", "quick"] as const) {
      const { cohort, simulated } = covarianceStudySettings(size);
      expect(simulated.subsets[0]).toBe(1);
      // To the whole scan, which the truth alone can judge
      expect(simulated.subsets.at(-1)).toBe(cohort.testTransients);
      expect(simulated.reference).toBe("truth");
      expect(Math.max(...simulated.groundTruths)).toBeLessThanOrEqual(cohort.testTransients);
    }
  });
});

describe("the study with the truth as reference", () => {
  it("goes up to the full scan, which the plain average is there", async () => {
    const { cohort, simulated } = covarianceStudySettings("quick");
    const source = augmentationCohort({
      ...cohort,
      train: 2,
      validation: 1,
      test: 2,
      trainTransients: 4,
      testTransients: 8,
    });
    const config = { ...simulated, subsets: [1, 8], draws: 2, groundTruths: [8] };
    const vae = { ...simulated.vae, layers: [32], epochs: 1 };
    const study = (reference: "truth" | "full scan"): ReturnType<typeof augmentationStudy> =>
      augmentationStudy(
        source,
        { ...config, vae, reference },
        {
          methods: [augmentationSampling("hybrid", "Hybrid"), augmentationTrainingMean()],
          workers: 0,
          cache: join(folder, "rows"),
          modelCache: folder,
        },
      );
    const [truth, full] = [await study("truth"), await study("full scan")];
    const of = ({ rows }: typeof truth, method: string, n: number, metric: string): number[] =>
      rows.filter((row) => row.method === method && row.n === n && row.metric === metric).map((r) => r.value);
    const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
    // Against itself the full scan errs by nothing, against the truth by its noise
    expect(mean(of(full, "subset", 8, "mse"))).toBeLessThan(1e-9);
    expect(mean(of(full, "full scan", 8, "mse"))).toBe(0);
    const whole = mean(of(truth, "full scan", 8, "mse"));
    expect(whole).toBeGreaterThan(1e-3);
    expect(mean(of(truth, "subset", 8, "mse"))).toBeCloseTo(whole, 6);
    expect(mean(of(truth, "subset", 1, "mse"))).toBeGreaterThan(whole);
    // One transient is nothing to go between; a full scan has nothing to be filled up with
    expect(of(truth, "hybrid", 1, "mse")).toHaveLength(0);
    expect(of(truth, "hybrid", 8, "mse")).toEqual(of(truth, "subset", 8, "mse"));
    expect(of(truth, "training mean", 1, "mse")).toHaveLength(4);
    // Draws that are the same scan say nothing of noise
    expect(of(truth, "subset", 1, "noise")).toHaveLength(2);
    expect(of(truth, "subset", 8, "noise")).toHaveLength(0);
    const scores = augmentationSummary(truth.rows, { random: randomSource(1), resamples: 20 });
    const text = JSON.stringify(fig22Covariance(scores, { reference: "truth" }));
    expect(text).toContain("against the noise-free spectrum");
    expect(JSON.stringify(fig22Covariance(scores))).toContain("against the full scan");
  }, 60_000);
});

it("tells unseen subjects apart: a network errs less than the mean of its training for everybody, at quick size", async () => {
  const { cohort, simulated } = covarianceStudySettings("quick");
  const settings = covarianceSettings("quick");
  const { rows } = await augmentationStudy(augmentationCohort(cohort), simulated, {
    methods: [augmentationCovariance({ settings }), augmentationTrainingMean(settings)],
    workers: 0,
    cache: join(folder, "quick"),
    modelCache: folder,
  });
  const error = (method: string): number => {
    const own = rows.filter((row) => row.method === method && row.metric === "mse");
    return own.reduce((sum, { value }) => sum + value / own.length, 0);
  };
  // By more than a tenth; a quarter was seen.
  expect(error("covariance")).toBeLessThan(0.9 * error("training mean"));
}, 240_000);

it("figure 22 is drawn without what no row has", () => {
  const row = { method: "covariance", title: "Covariance network", value: 1, low: 0.5, high: 2 };
  const rows = [1, 2, 4].map((n) => ({ ...row, n, metric: "mse" }));
  const text = JSON.stringify(fig22Covariance(rows));
  expect(text).toContain("Mean squared error");
  expect(text).not.toContain("Shape score");
  expect(() => fig22Covariance([])).toThrow(RangeError);
});
