import { describe, expect, test } from "vitest";
import { randomSource } from "../../lib/signal/index.js";
import { logisticRidge, rocAuc } from "../../lib/stats/index.js";

describe("area under the ROC curve", () => {
  test("is the share of pairs in the right order, ties half", () => {
    // 2 against 1 and 2: 1 + 1/2; 3 against 1 and 2: 1 + 1
    expect(rocAuc([2, 3], [1, 2])).toBe(3.5 / 4);
    expect(rocAuc([1, 2], [2, 3])).toBe(0.5 / 4);
    expect(rocAuc([4, 4], [4, 4, 4])).toBe(0.5);
    expect(() => rocAuc([], [1])).toThrow("got 0 and 1");
  });

  test("of two normal distributions d SDs apart is Phi(d / sqrt 2)", () => {
    const random = randomSource(1);
    const drawn = (mean: number): number[] => Array.from({ length: 4000 }, () => mean + random.normal());
    // Phi(1 / sqrt 2) = 0.7602; standard error about 0.005
    expect(Math.abs(rocAuc(drawn(1), drawn(0)) - 0.7602)).toBeLessThan(0.012);
  });
});

describe("ridge logistic regression", () => {
  const random = randomSource(2);
  const n = 4000;
  const truth = [0.8, -1.5];
  const rows = Float64Array.from({ length: 2 * n }, () => random.normal());
  const positive = Array.from({ length: n }, (_, i) => {
    const odds = -0.4 + truth[0] * rows[2 * i] + truth[1] * rows[2 * i + 1];
    return random.uniform() < 1 / (1 + Math.exp(-odds)) ? 1 : 0;
  });

  test("finds the log odds that labels were drawn from", () => {
    const { intercept, weights } = logisticRidge(rows, positive, { ridge: 1e-6 });
    // Standard errors of about 0.045 at 4000 rows
    expect(Math.abs(intercept + 0.4)).toBeLessThan(0.1);
    weights.forEach((weight, k) => expect(Math.abs(weight - truth[k])).toBeLessThan(0.1));
  });

  test("the gradient of the penalised likelihood is zero at the fit, whatever the penalty", () => {
    for (const ridge of [0.1, 30, 3000]) {
      const { intercept, weights } = logisticRidge(rows, positive, { ridge });
      const gradient = [0, ridge * weights[0], ridge * weights[1]];
      positive.forEach((label, i) => {
        const odds = intercept + weights[0] * rows[2 * i] + weights[1] * rows[2 * i + 1];
        const error = 1 / (1 + Math.exp(-odds)) - label;
        [1, rows[2 * i], rows[2 * i + 1]].forEach((x, k) => (gradient[k] += error * x));
      });
      for (const value of gradient) expect(Math.abs(value)).toBeLessThan(1e-4);
    }
  });

  test("stays finite where one column tells the groups apart without an error", () => {
    const { weights } = logisticRidge(Float64Array.of(-1, -2, 1, 2), [0, 0, 1, 1]);
    expect(weights[0]).toBeGreaterThan(0.3);
    expect(weights[0]).toBeLessThan(5);
    expect(() => logisticRidge(Float64Array.of(1, 2), [1, 1])).toThrow("both groups");
  });
});
