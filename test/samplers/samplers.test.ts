import { describe, expect, it } from "vitest";
import type { LatentSample, LatentSet } from "../../lib/models/latentSet.js";
import { samplerHybrid, samplerInterpolation, samplerRandom, samplers } from "../../lib/samplers/index.js";
import { randomSource } from "../../lib/signal/randomSource.js";

const COUNT = 200_000;
// Three members in two dimensions, with unequal means, spreads and scales
const MEAN = [
  [0, 1],
  [3, -1],
  [1, 5],
];
const SIGMA = [
  [0.5, 2],
  [1, 0.3],
  [0.2, 1],
];
const subset: LatentSet = {
  mean: Float32Array.from(MEAN.flat()),
  logVar: Float32Array.from(SIGMA.flat(), (sigma) => 2 * Math.log(sigma)),
  scale: Float32Array.of(1, 4, 16),
  labels: Uint8Array.of(1, 1, 1),
  shape: [3, 2],
};
const pick = (set: LatentSet, n: number): LatentSet => ({
  mean: set.mean.slice(0, 2 * n),
  logVar: set.logVar.slice(0, 2 * n),
  scale: set.scale.slice(0, n),
  labels: set.labels?.slice(0, n),
  shape: [n, 2],
});

function moments({ z }: LatentSample): { mean: number[]; covariance: number[] } {
  const n = z.length / 2;
  const mean = [0, 0];
  z.forEach((value, k) => (mean[k % 2] += value / n));
  const covariance = [0, 0, 0];
  for (let k = 0; k < n; k++) {
    const [a, b] = [z[2 * k] - mean[0], z[2 * k + 1] - mean[1]];
    [a * a, a * b, b * b].forEach((product, m) => (covariance[m] += product / n));
  }
  return { mean, covariance };
}

const average = (values: number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;
const meanOf = [0, 1].map((d) => average(MEAN.map((member) => member[d])));
/** Covariance of the members' means: [xx, xy, yy]. */
const between = [
  [0, 0],
  [0, 1],
  [1, 1],
].map(([a, b]) => average(MEAN.map((member) => (member[a] - meanOf[a]) * (member[b] - meanOf[b]))));
/** Mean product of two different members' deviations: the sum over i != j is minus the sum over i. */
const crossed = between.map((value) => -value / (MEAN.length - 1));
// Standard errors at 200,000 points are below 0.02 for all of these; five of them
const TOLERANCE = 0.05;

function near(found: number[], expected: number[]): void {
  found.forEach((value, k) => expect(Math.abs(value - expected[k])).toBeLessThan(TOLERANCE));
}

describe("random sampling", () => {
  it("has the mean of the means, and by the law of total variance the covariance within plus between", () => {
    const { mean, covariance } = moments(samplerRandom(subset, COUNT, randomSource(1)));
    const within = [0, 1].map((d) => average(SIGMA.map((sigma) => sigma[d] ** 2)));
    near(mean, meanOf);
    near(covariance, [within[0] + between[0], between[1], within[1] + between[2]]);
  });

  it("takes a subset of one, and its scale along", () => {
    const { z, scale } = samplerRandom(pick(subset, 1), COUNT, randomSource(2));
    near(moments({ z, scale, shape: [COUNT, 2] }).covariance, [0.25, 0, 4]);
    expect(new Set(scale)).toEqual(new Set([1]));
  });
});

describe("interpolation", () => {
  it("has the covariance of points between pairs", () => {
    // E[(1-a)^2 + a^2] = 2/3 of the members' own deviations, E[2 a (1-a)] = 1/3 of the products of two members'
    const { mean, covariance } = moments(samplerInterpolation(subset, COUNT, randomSource(3)));
    near(mean, meanOf);
    near(
      covariance,
      between.map((value, k) => (2 / 3) * value + (1 / 3) * crossed[k]),
    );
  });

  it("lies on the line between two members, as far along it as its scale in ratio", () => {
    const pair = pick(subset, 2);
    const { z, scale } = samplerInterpolation(pair, 1000, randomSource(4));
    for (let k = 0; k < 1000; k++) {
      const alpha = z[2 * k] / 3;
      expect(z[2 * k + 1]).toBeCloseTo(1 - 2 * alpha, 5);
      expect(scale[k]).toBeCloseTo(4 ** alpha, 4);
    }
  });
});

describe("hybrid sampling", () => {
  it("has interpolation's covariance plus the mean of the interpolated variances", () => {
    // sigma = (1-a) s_i + a s_j: E sigma^2 = 2/3 mean of s_i^2 + 1/3 mean of s_i s_j over i != j
    const added = [0, 1].map((d) => {
      const own = average(SIGMA.map((sigma) => sigma[d] ** 2));
      const sum = SIGMA.reduce((total, sigma) => total + sigma[d], 0);
      const products = (sum ** 2 - 3 * own) / 6;
      return (2 / 3) * own + (1 / 3) * products;
    });
    const { mean, covariance } = moments(samplerHybrid(subset, COUNT, randomSource(5)));
    const expected = between.map((value, k) => (2 / 3) * value + (1 / 3) * crossed[k]);
    near(mean, meanOf);
    near(covariance, [expected[0] + added[0], expected[1], expected[2] + added[1]]);
  });

  it("is interpolation when nothing is uncertain", () => {
    const sure = { ...pick(subset, 2), logVar: new Float32Array(4).fill(-200) };
    const { z } = samplerHybrid(sure, 100, randomSource(6));
    for (let k = 0; k < 100; k++) expect(z[2 * k + 1]).toBeCloseTo(1 - (2 / 3) * z[2 * k], 5);
  });
});

describe.each(Object.entries(samplers))("the sampler %s", (name, sampler) => {
  it("repeats for a seed, keeps the condition, leaves the subset as it was", () => {
    const before = structuredClone(subset);
    const [a, b, c] = [7, 7, 8].map((seed) => sampler(subset, 38, randomSource(seed)));
    expect(b).toEqual(a);
    expect(c.z).not.toEqual(a.z);
    expect(a.shape).toEqual([38, 2]);
    expect(a.labels).toEqual(new Uint8Array(38).fill(1));
    expect(a.scale.every((scale) => scale >= 1 && scale <= 16.001)).toBe(true);
    expect(subset).toEqual(before);
    expect(sampler(subset, 0, randomSource(7)).shape).toEqual([0, 2]);
  });

  it("refuses mixed conditions, and what it cannot sample from", () => {
    const mixed = { ...subset, labels: Uint8Array.of(0, 1, 1) };
    expect(() => sampler(mixed, 5, randomSource(1))).toThrow("one condition");
    expect(() => sampler(subset, 1.5, randomSource(1))).toThrow("count");
    expect(() => sampler({ ...subset, shape: [3, 3] }, 5, randomSource(1))).toThrow(RangeError);
    expect(() => sampler(pick(subset, 0), 5, randomSource(1))).toThrow("at least");
    const one = () => sampler(pick(subset, 1), 5, randomSource(1));
    if (name === "random") expect(one).not.toThrow();
    else expect(one).toThrow("the subset must have at least two spectra to go between, got 1");
  });
});
