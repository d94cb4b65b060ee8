import { describe, expect, it } from "vitest";
import { trustworthiness } from "../../lib/embed/index.js";

describe("trustworthiness", () => {
  const points = Float32Array.from([0, 1, 3, 7, 15]);

  it("is worked out by hand for five points", async () => {
    // Points 2 and 4 change places in the embedding. Nearest there: 0 -> 1 and 1 -> 0 (first in the data too),
    // 2 -> 3 (third), 3 -> 4 (fourth), 4 -> 1 (third): excess 0 + 0 + 2 + 3 + 2 = 7 over k = 1, and
    // 1 - 2 / (5 x 1 x (10 - 3 - 1)) x 7 = 1 - 14 / 30. scikit-learn 1.9.1 gives the same.
    const coordinates = Float32Array.from([0, 0, 1, 0, 15, 0, 7, 0, 3, 0]);
    expect(await trustworthiness(points, [5, 1], coordinates, { count: 1 })).toBeCloseTo(1 - 14 / 30, 12);
  });

  it("is 1 for an embedding that keeps the distances", async () => {
    const coordinates = Float32Array.from([0, 0, 0, 1, 0, 3, 0, 7, 0, 15]);
    expect(await trustworthiness(points, [5, 1], coordinates, { count: 2 })).toBe(1);
  });

  it("refuses a count that is not below half of the points", async () => {
    await expect(trustworthiness(points, [5, 1], new Float32Array(10), { count: 3 })).rejects.toThrow(
      "below half of the 5 points, got 3",
    );
  });
});
