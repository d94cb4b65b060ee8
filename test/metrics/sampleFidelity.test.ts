import { expect, test } from "vitest";
import { sampleFidelity } from "../../lib/metrics/index.js";
import { randomSource } from "../../lib/signal/index.js";

const squared = (points: number[][]): Float64Array =>
  Float64Array.from(
    points.flatMap((a) => points.map((b) => a.reduce((sum, value, k) => sum + (value - b[k]) ** 2, 0))),
  );

test("on a line, counted by hand", () => {
  // Measured 0, 1, 3: reaches to the nearest other 1, 1, 2. Synthetic 0.5, 10: reaches 9.5 both.
  const result = sampleFidelity(squared([[0], [1], [3], [0.5], [10]]), 3, 1);
  expect(result.precision).toBe(1 / 2);
  // 0, 1 and 3 lie within 9.5 of 0.5
  expect(result.recall).toBe(1);
  // 0.5 is in reach of 0 and 1, 10 of none: 2 of m k = 2
  expect(result.density).toBe(1);
  expect(result.coverage).toBe(2 / 3);
  expect(() => sampleFidelity(squared([[0], [1]]), 1, 1)).toThrow("more than 1 points");
});

test("a collapsed generator is precise and recalls nothing; a scattered one the other way round", () => {
  const random = randomSource(1);
  const cloud = (n: number, sd: number): number[][] =>
    Array.from({ length: n }, () => Array.from({ length: 8 }, () => sd * random.normal()));
  const measured = cloud(150, 1);
  const same = sampleFidelity(squared([...measured, ...cloud(150, 1)]), 150);
  const collapsed = sampleFidelity(squared([...measured, ...cloud(150, 0.1)]), 150);
  const scattered = sampleFidelity(squared([...measured, ...cloud(150, 3)]), 150);
  expect(collapsed.precision).toBeGreaterThan(0.95);
  expect(collapsed.recall).toBeLessThan(0.05);
  expect(scattered.precision).toBeLessThan(0.3);
  expect(scattered.recall).toBeGreaterThan(0.8);
  // Naeem et al.: 1 for samples of one distribution
  expect(same.density).toBeGreaterThan(0.8);
  expect(same.density).toBeLessThan(1.2);
  expect(same.coverage).toBeGreaterThan(0.85);
});
