import { describe, expect, it } from "vitest";
import {
  generalisedGaussianDraws,
  generalisedGaussianFit,
  generalisedGaussianMcmc,
  randomSource,
  SOBOL_DIMENSIONS,
  sobolSequence,
  wassersteinNormalised,
} from "mrs-synth";

describe("sobolSequence", () => {
  it("begins as Joe and Kuo's own program does", () => {
    // The first points of new-joe-kuo-6 in three dimensions, worked out by hand from v = m / 2^k
    const points = sobolSequence(8, 3);
    const wanted = [
      [0, 0, 0],
      [0.5, 0.5, 0.5],
      [0.75, 0.25, 0.25],
      [0.25, 0.75, 0.75],
      [0.375, 0.375, 0.625],
      [0.875, 0.875, 0.125],
      [0.625, 0.125, 0.875],
      [0.125, 0.625, 0.375],
    ];
    expect([...points]).toEqual(wanted.flat());
  });

  it("has one point in every 1/256 of every coordinate in each 256 points, shifted or not", () => {
    const shift = [1, 2, 3, 5, 7, 11, 13, 17, 19, 23].map((prime) => prime * 140_000_001);
    for (const options of [{ first: 0 }, { first: 512 }, { first: 256, shift }]) {
      const points = sobolSequence(256, SOBOL_DIMENSIONS, options);
      for (let d = 0; d < SOBOL_DIMENSIONS; d++) {
        const places = Array.from({ length: 256 }, (_, k) =>
          Math.floor(256 * points[k * SOBOL_DIMENSIONS + d]),
        );
        expect(new Set(places).size).toBe(256);
      }
    }
  });

  it("goes on where it is told to", () => {
    const whole = sobolSequence(40, 5);
    expect([...sobolSequence(17, 5, { first: 23 })]).toEqual([...whole.subarray(23 * 5)]);
    expect(() => sobolSequence(1, SOBOL_DIMENSIONS + 1)).toThrow(RangeError);
  });

  it("integrates better than random points", () => {
    // The product of 2 x over five coordinates has integral 1
    const error = (points: Float64Array): number => {
      let sum = 0;
      for (let k = 0; k < 1024; k++) {
        let product = 1;
        for (let d = 0; d < 5; d++) product *= 2 * points[5 * k + d];
        sum += product;
      }
      return Math.abs(sum / 1024 - 1);
    };
    const { uniform } = randomSource(1);
    const random = Array.from({ length: 20 }, () => error(Float64Array.from({ length: 5120 }, uniform)));
    const typical = random.sort((a, b) => a - b)[10];
    expect(error(sobolSequence(1024, 5, { first: 1024 }))).toBeLessThan(typical / 3);
  });
});

const quantile = (values: Float64Array, share: number): number =>
  [...values].sort((a, b) => a - b)[Math.floor(share * values.length)];

describe("generalisedGaussianMcmc", () => {
  it.each([0.9, 1.5, 2])("holds the true shape %f and scale in its interval of 99 in 100", (shape) => {
    const scale = 0.02;
    const draw = generalisedGaussianDraws(shape, randomSource(5));
    // The draws have variance 1: Gamma(3/shape) / Gamma(1/shape) is the variance of scale 1
    const gamma = { 0.9: 2.9337, 1.5: 0.7385, 2: 0.5 }[shape]!;
    const values = Float64Array.from({ length: 3000 }, () => scale * draw() * Math.sqrt(gamma));
    const found = generalisedGaussianMcmc(values, { random: randomSource(7) });
    for (const [draws, truth] of [
      [found.shape, shape],
      [found.scale, scale],
    ] as const) {
      expect(quantile(draws, 0.005)).toBeLessThan(truth);
      expect(quantile(draws, 0.995)).toBeGreaterThan(truth);
    }
    // An interval that holds everything would hold the truth, too: the SD of a shape from 3000 values is about 4 %
    expect(quantile(found.shape, 0.995) / quantile(found.shape, 0.005)).toBeLessThan(1.4);
    expect(found.rHat.shape).toBeLessThan(1.1);
    expect(found.rHat.scale).toBeLessThan(1.1);
    expect(found.acceptance).toBeGreaterThan(0.15);
    expect(found.acceptance).toBeLessThan(0.6);
    // Another route: maximum likelihood lies in the middle of a posterior with flat priors
    const most = generalisedGaussianFit(values);
    expect(Math.abs(Math.log(quantile(found.shape, 0.5) / most.shape))).toBeLessThan(0.05);
    expect(Math.abs(Math.log(quantile(found.scale, 0.5) / most.scale))).toBeLessThan(0.05);
  });

  it("refuses what has no shape", () => {
    const random = randomSource(1);
    expect(() => generalisedGaussianMcmc(new Float64Array(20), { random })).toThrow(RangeError);
    expect(() => generalisedGaussianMcmc([1, 2], { random })).toThrow(RangeError);
  });
});

describe("wassersteinNormalised", () => {
  it("is above 1 for one in twenty of samples that do not differ, and for those that do", () => {
    const random = randomSource(3);
    const sample = (shift: number): number[] => Array.from({ length: 20 }, () => random.normal() + shift);
    const distances = Array.from({ length: 200 }, (_, k) =>
      wassersteinNormalised(sample(0), sample(0), { random: random.fork(k), exchanges: 200 }),
    );
    const share = distances.filter((distance) => distance > 1).length / 200;
    // Binomial of 200 with 0.05: within 0.005 and 0.12 in all but one of ten thousand
    expect(share).toBeGreaterThan(0.005);
    expect(share).toBeLessThan(0.12);
    expect(wassersteinNormalised(sample(0), sample(2), { random })).toBeGreaterThan(1.5);
    expect(wassersteinNormalised([1, 2], [1, 2], { random })).toBe(0);
  });
});
