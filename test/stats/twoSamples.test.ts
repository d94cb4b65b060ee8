import jstat from "jstat";
import { describe, expect, test } from "vitest";
import { randomSource } from "../../lib/signal/index.js";
import {
  generalisedGaussianDraws,
  generalisedGaussianFit,
  kolmogorovSmirnov,
  maximumMeanDiscrepancy,
} from "../../lib/stats/index.js";

const normals = (n: number, seed: number, shift = 0): number[] => {
  const random = randomSource(seed);
  return Array.from({ length: n }, () => random.normal() + shift);
};

describe("Kolmogorov-Smirnov", () => {
  test("the distance of small samples, counted by hand", () => {
    // after 2: 2/3 of a and 1/4 of b
    expect(kolmogorovSmirnov([1, 2, 5], [1.5, 3, 4, 6]).distance).toBeCloseTo(2 / 3 - 1 / 4, 12);
    expect(kolmogorovSmirnov([1, 1, 2], [1, 2, 2]).distance).toBeCloseTo(1 / 3, 12);
    expect(kolmogorovSmirnov([1, 2], [3, 4]).distance).toBe(1);
  });

  test("p is uniform where both samples are of one distribution", () => {
    const ps = Array.from(
      { length: 400 },
      (_, k) => kolmogorovSmirnov(normals(80, 2 * k), normals(90, 2 * k + 1)).p,
    );
    // SD of a share of .05 in 400 is .011
    expect(ps.filter((p) => p < 0.05).length / 400).toBeGreaterThan(0.02);
    expect(ps.filter((p) => p < 0.05).length / 400).toBeLessThan(0.08);
    expect(kolmogorovSmirnov(normals(300, 1), normals(300, 2, 0.5)).p).toBeLessThan(1e-4);
  });

  test("p of Kolmogorov's distribution at its 5 % point, 1.358", () => {
    const n = 200_000;
    const a = Float64Array.from({ length: n }, (_, i) => i);
    const distance = 1.358 / Math.sqrt(n / 2);
    const b = a.map((value) => value + distance * n);
    expect(kolmogorovSmirnov(a, b).p).toBeCloseTo(0.05, 2);
  });
});

describe("generalised Gaussian", () => {
  test.each([0.8, 1, 1.5, 2, 4])("of shape %d: drawn with variance 1, fitted back", (shape) => {
    const draw = generalisedGaussianDraws(shape, randomSource(3));
    const values = Float64Array.from({ length: 40_000 }, draw);
    const variance = values.reduce((sum, value) => sum + value * value, 0) / values.length;
    // The SD of the estimate is sqrt((kurtosis - 1) / n), at most .015 here.
    expect(variance).toBeGreaterThan(0.95);
    expect(variance).toBeLessThan(1.05);
    const fit = generalisedGaussianFit(values);
    expect(fit.shape / shape).toBeGreaterThan(0.95);
    expect(fit.shape / shape).toBeLessThan(1.05);
    // scale^2 Gamma(3/shape) / Gamma(1/shape) is the variance of the density.
    const [a, b] = [jstat.gammafn(3 / fit.shape), jstat.gammafn(1 / fit.shape)];
    expect((fit.scale ** 2 * a) / b).toBeCloseTo(variance, 1);
  });

  test("does not depend on the unit, and refuses what has no width", () => {
    const values = normals(2000, 5);
    const [one, small] = [values, values.map((value) => 1e-9 * value)].map((v) => generalisedGaussianFit(v));
    expect(small.shape).toBeCloseTo(one.shape, 6);
    expect(small.scale / one.scale).toBeCloseTo(1e-9, 15);
    expect(() => generalisedGaussianFit(new Float64Array(20))).toThrow("not all 0");
    expect(() => generalisedGaussianDraws(0, randomSource(1))).toThrow("shape must be above 0");
  });
});

describe("maximum mean discrepancy", () => {
  const squared = (points: number[]): Float64Array =>
    Float64Array.from(points.flatMap((a) => points.map((b) => (a - b) ** 2)));

  test("finds a shift, and is about 0 for one distribution", () => {
    const random = randomSource(1);
    const same = maximumMeanDiscrepancy(squared([...normals(60, 1), ...normals(60, 2)]), 60, { random });
    const apart = maximumMeanDiscrepancy(squared([...normals(60, 1), ...normals(60, 2, 1)]), 60, { random });
    expect(Math.abs(same.value)).toBeLessThan(0.03);
    expect(same.p).toBeGreaterThan(0.05);
    expect(apart.value).toBeGreaterThan(0.08);
    expect(apart.p).toBeLessThan(0.02);
  });

  test("three points by hand", () => {
    // distances 1, 3, 2, median 2 (squared 4): kernels exp(-1/8), exp(-9/8), exp(-4/8); the fourth point lies on the third
    const { value } = maximumMeanDiscrepancy(squared([0, 1, 3, 3]), 2, {
      random: randomSource(1),
      permutations: 1,
    });
    const k = (d: number): number => Math.exp(-(d * d) / 8);
    expect(value).toBeCloseTo(k(1) + 1 - (2 * (2 * k(3) + 2 * k(2))) / 4, 12);
  });

  test("exchanging within strata does not take a difference between strata for one between samples", () => {
    // Two subjects 10 apart, unequal shares of both samples: only the strata know that it is the subject.
    const a = [...normals(40, 1), ...normals(10, 2, 10)];
    const b = [...normals(10, 3), ...normals(40, 4, 10)];
    const strata = [...Array(40).fill(0), ...Array(10).fill(1), ...Array(10).fill(0), ...Array(40).fill(1)];
    const table = squared([...a, ...b]);
    expect(maximumMeanDiscrepancy(table, 50, { random: randomSource(2) }).p).toBeLessThan(0.01);
    expect(maximumMeanDiscrepancy(table, 50, { random: randomSource(2), strata }).p).toBeGreaterThan(0.05);
  });
});
