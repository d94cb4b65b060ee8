import { expect, test } from "vitest";
import { complexEigenvalues } from "../../lib/process/complexEigenvalues.js";
import { randomSource } from "../../lib/signal/index.js";

/** A triangular matrix, whose eigenvalues are its diagonal, seen from axes turned many times. */
function turnedTriangle(diagonal: readonly [number, number][], seed: number): [Float64Array, Float64Array] {
  const n = diagonal.length;
  const random = randomSource(seed);
  const [re, im] = [new Float64Array(n * n), new Float64Array(n * n)];
  diagonal.forEach(([a, b], i) => {
    [re[i * n + i], im[i * n + i]] = [a, b];
    for (let j = i + 1; j < n; j++)
      [re[i * n + j], im[i * n + j]] = [0.1 * random.normal(), 0.1 * random.normal()];
  });
  for (let turn = 0; turn < 200; turn++) {
    const p = random.integer(n);
    const q = (p + 1 + random.integer(n - 1)) % n;
    const [c, s] = [Math.cos(turn), Math.sin(turn)];
    for (const part of [re, im]) {
      for (let k = 0; k < n; k++) {
        const [u, v] = [part[p * n + k], part[q * n + k]];
        [part[p * n + k], part[q * n + k]] = [c * u + s * v, c * v - s * u];
      }
      for (let k = 0; k < n; k++) {
        const [u, v] = [part[k * n + p], part[k * n + q]];
        [part[k * n + p], part[k * n + q]] = [c * u + s * v, c * v - s * u];
      }
    }
  }
  return [re, im];
}

test("finds the diagonal of a triangular matrix from any axes", () => {
  const random = randomSource(1);
  const diagonal = Array.from({ length: 24 }, (): [number, number] => [random.normal(), random.normal()]);
  const found = complexEigenvalues(...turnedTriangle(diagonal, 2), 24);
  for (const [a, b] of diagonal) {
    const nearest = Math.min(...Array.from(found.re, (value, k) => Math.hypot(value - a, found.im[k] - b)));
    expect(nearest).toBeLessThan(1e-6);
  }
});

test("comes to an end where many eigenvalues are alike, and where all are 0", () => {
  const alike = Array.from({ length: 32 }, (_, k): [number, number] => [k < 16 ? 1 : 0, 0]);
  const found = complexEigenvalues(...turnedTriangle(alike, 3), 32);
  expect(found.re.every(Number.isFinite)).toBe(true);
  // their sum is the trace: 16
  expect(found.re.reduce((sum, value) => sum + value, 0)).toBeCloseTo(16, 6);
  const none = complexEigenvalues(new Float64Array(16), new Float64Array(16), 4);
  expect([...none.re, ...none.im].every((value) => value === 0)).toBe(true);
});
