import { expect, test } from "vitest";
import { pairwiseDistances, principalComponents } from "../../lib/embed/index.js";
import { randomSource } from "../../lib/signal/index.js";

test("principal components: planted directions and their variances", () => {
  const random = randomSource(1);
  const [n, d] = [600, 50];
  // Axis 7 with variance 100, axis 3 with 25, the rest 1
  const sd = Float64Array.from({ length: d }, (_, k) => (k === 7 ? 10 : k === 3 ? 5 : 1));
  const points = Float32Array.from({ length: n * d }, (_, k) => sd[k % d] * random.normal());
  const { directions, variances, shape } = principalComponents(points, [n, d], 3);
  expect(shape).toEqual([3, d]);
  expect(Math.abs(directions[7])).toBeGreaterThan(0.99);
  expect(Math.abs(directions[d + 3])).toBeGreaterThan(0.98);
  // The SD of a variance of n values is sqrt(2/n) of it: .06
  expect(variances[0] / 100).toBeCloseTo(1, 0);
  expect(variances[1] / 25).toBeGreaterThan(0.8);
  expect(variances[1] / 25).toBeLessThan(1.2);
  // Marchenko-Pastur: the largest of noise is (1 + sqrt(50/600))^2 = 1.66
  expect(variances[2]).toBeLessThan(1.8);
  const dot = directions.subarray(0, d).reduce((sum, value, k) => sum + value * directions[d + k], 0);
  expect(Math.abs(dot)).toBeLessThan(1e-5);
});

test("few points and the same points twice, by the other route, have the same components", () => {
  const random = randomSource(2);
  const [n, d] = [150, 40];
  const points = Float32Array.from({ length: n * d }, (_, k) => (20 / (1 + (k % d))) * random.normal());
  const twice = new Float32Array([...points, ...points]);
  const [few, many] = [principalComponents(points, [n, d], 4), principalComponents(twice, [2 * n, d], 4)];
  for (let k = 0; k < 4; k++) {
    // The iteration leaves up to 2e-4 of the last one, in its variance and its direction.
    expect(Math.abs(few.variances[k] / many.variances[k] - 1)).toBeLessThan(3e-4);
    let dot = 0;
    for (let j = k * d; j < (k + 1) * d; j++) dot += few.directions[j] * many.directions[j];
    expect(Math.abs(Math.abs(dot) - 1)).toBeLessThan(3e-4);
  }
});

test("distances among points agree with the sum of squares", async () => {
  const points = Float32Array.of(0, 0, 3, 4, 3, 0);
  const squared = await pairwiseDistances(points, [3, 2]);
  [0, 25, 9, 25, 0, 16, 9, 16, 0].forEach((value, k) => expect(squared[k]).toBeCloseTo(value, 4));
});
