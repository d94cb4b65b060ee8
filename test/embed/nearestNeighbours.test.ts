import * as tf from "@tensorflow/tfjs";
import { describe, expect, it } from "vitest";
import { nearestNeighbours } from "../../lib/embed/index.js";
import { randomSource } from "../../lib/signal/index.js";

function normal(length: number, seed: number): Float32Array {
  const random = randomSource(seed);
  return Float32Array.from({ length }, () => random.normal());
}

/** The definition, in double. */
function bruteForce(points: Float32Array, d: number, queries: Float32Array, count: number): number[] {
  const n = points.length / d;
  const found: number[] = [];
  for (let i = 0; i < queries.length / d; i++) {
    const squared = Array.from({ length: n }, (_, j) => {
      let sum = 0;
      for (let k = 0; k < d; k++) sum += (queries[i * d + k] - points[j * d + k]) ** 2;
      return sum;
    });
    const order = squared.map((_, j) => j).sort((a, b) => squared[a] - squared[b] || a - b);
    found.push(...order.slice(0, count));
  }
  return found;
}

describe("nearestNeighbours", () => {
  it("finds what the definition finds, and the distances", async () => {
    const [points, queries] = [normal(300 * 20, 1), normal(40 * 20, 2)];
    const near = await nearestNeighbours(points, [300, 20], { queries, count: 7 });
    expect(near.shape).toEqual([40, 7]);
    expect(Array.from(near.indices)).toEqual(bruteForce(points, 20, queries, 7));
    const j = near.indices[0];
    let squared = 0;
    for (let k = 0; k < 20; k++) squared += (queries[k] - points[j * 20 + k]) ** 2;
    expect(near.distances[0]).toBeCloseTo(Math.sqrt(squared), 12);
  });

  it("keeps close points apart that single precision cannot tell from each other", async () => {
    // Two far clusters, so that centring does not help; within one, steps of 2^-12 at 1000: the squared distances
    // of 6e-8 lie far below the rounding of |a|^2 = 1e6 x 20 x 6e-8 = 1.2 in a float32 product.
    const d = 20;
    const random = randomSource(3);
    const points = Float32Array.from({ length: 60 * d }, (_, k) => {
      const far = Math.floor(k / d) % 2 === 0 ? 1000 : -1000;
      return far + random.integer(50) * 2 ** -12;
    });
    const near = await nearestNeighbours(points, [60, d], { count: 5 });
    const expected = bruteForce(points, d, points, 5);
    expect(Array.from(near.indices)).toEqual(expected);
    // The product alone gets it wrong: this is what the test is for.
    const rough = tf.tidy(() => {
      const all = tf.tensor2d(points, [60, d]);
      const norms = all.square().sum(1);
      const squared = tf.matMul(all, all, false, true).mul(-2).add(norms).add(norms.expandDims(1));
      return Array.from(tf.topk(squared.neg(), 5).indices.dataSync());
    });
    expect(rough).not.toEqual(expected);
  });

  it("puts each point first among its own neighbours, before a row with the same values", async () => {
    const points = Float32Array.from([0, 0, 5, 5, 0, 0, 1, 0]);
    const near = await nearestNeighbours(points, [4, 2], { count: 2 });
    expect(Array.from(near.indices)).toEqual([0, 2, 1, 3, 2, 0, 3, 0]);
    expect(Array.from(near.distances)).toEqual([0, 0, 0, Math.sqrt(41), 0, 0, 0, 1]);
  });

  it("leaves no tensors behind, also when it is aborted", async () => {
    const before = tf.memory().numTensors;
    await nearestNeighbours(normal(100, 1), [50, 2], { count: 3 });
    const abort = new AbortController();
    abort.abort();
    await expect(
      nearestNeighbours(normal(100, 1), [50, 2], { count: 3, signal: abort.signal }),
    ).rejects.toThrow("aborted");
    expect(tf.memory().numTensors).toBe(before);
  });

  it("refuses sizes that do not match and values that are not finite", async () => {
    const points = normal(20, 1);
    await expect(nearestNeighbours(points, [10, 3], { count: 2 })).rejects.toThrow(
      "points must hold 10 x 3 values, got 20",
    );
    await expect(nearestNeighbours(points, [10, 2], { count: 11 })).rejects.toThrow("[1, 10], got 11");
    points[7] = NaN;
    await expect(nearestNeighbours(points, [10, 2], { count: 2 })).rejects.toThrow(
      "finite, got NaN in row 3",
    );
  });
});
