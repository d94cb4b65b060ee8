import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  augmentationCovariance,
  covarianceSettings,
  covarianceStudySettings,
  EDIT_OFF,
  EDIT_ON,
  fig22Covariance,
  ppmWindow,
  randomSource,
  spectraAverage,
  stackToSpectra,
} from "mrs-synth";
import { covarianceSamples } from "../../lib/study/covarianceSamples.js";
import { lorentzians } from "../models/lorentzians.js";

const folder = mkdtempSync(join(tmpdir(), "mrs-synth-covariance-"));
afterAll(() => rmSync(folder, { recursive: true }));

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

describe("augmentationCovariance", () => {
  it("makes OFF as measured and ON with the difference at the height that fits it best", async () => {
    const settings = {
      ...covarianceSettings("quick"),
      samples: 32,
      validation: 8,
      network: { epochs: 2, batchSize: 8 },
    };
    const method = augmentationCovariance("convolution", settings);
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
      expect(Math.max(...simulated.groundTruths)).toBeLessThanOrEqual(cohort.testTransients);
    }
  });
});

it("figure 22 is drawn without what no row has", () => {
  const row = { method: "covariance", title: "Covariance network", value: 1, low: 0.5, high: 2 };
  const rows = [1, 2, 4].map((n) => ({ ...row, n, metric: "mse" }));
  const text = JSON.stringify(fig22Covariance(rows));
  expect(text).toContain("Mean squared error");
  expect(text).not.toContain("Shape score");
  expect(() => fig22Covariance([])).toThrow(RangeError);
});
