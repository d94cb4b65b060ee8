import { beforeAll, describe, expect, it } from "vitest";
import {
  densityGrid,
  densityOverlap,
  kernelDensity2d,
  nearestNeighbours,
  trustworthiness,
  umapFit,
  umapProject,
  type Embedding,
} from "../../lib/embed/index.js";
import { randomSource } from "../../lib/signal/index.js";
import { groupedPoints } from "./points.js";

const learned = groupedPoints(2000, 256, 1);
const held = groupedPoints(1000, 256, 2);
let embedding: Embedding;
beforeAll(async () => {
  embedding = await umapFit(learned.values, learned.shape, { random: randomSource(1) });
});

/** Share of the new points whose group is that of most of their five nearest learned points in the plane. */
async function labelAccuracy(coordinates: Float32Array): Promise<number> {
  const near = await nearestNeighbours(embedding.coordinates, [2000, 2], { queries: coordinates, count: 5 });
  let right = 0;
  for (let i = 0; i < 1000; i++) {
    const votes = new Uint8Array(8);
    for (let k = 0; k < 5; k++) votes[learned.group[near.indices[i * 5 + k]]]++;
    if (votes.indexOf(Math.max(...votes)) === held.group[i]) right++;
  }
  return right / 1000;
}

describe("umapFit", () => {
  it("keeps neighbourhoods and is the same for the same seed", async () => {
    // umap-learn 0.5.12 has .997 on groups like these
    expect(await trustworthiness(learned.values, learned.shape, embedding.coordinates)).toBeGreaterThan(0.99);
    const part = learned.values.subarray(0, 100 * 256);
    const first = await umapFit(part, [100, 256], { random: randomSource(4) });
    const second = await umapFit(part, [100, 256], { random: randomSource(4) });
    expect(second.coordinates).toEqual(first.coordinates);
  });

  it("tells its progress up to the end and can be aborted", async () => {
    const done: number[] = [];
    const few = [learned.values.subarray(0, 500 * 256), [500, 256]] as const;
    const abort = new AbortController();
    const options = { random: randomSource(4), signal: abort.signal };
    await umapFit(...few, { ...options, progress: (share) => done.push(share) });
    expect(done).toEqual(done.slice().sort((a, b) => a - b));
    expect(done.at(-1)).toBe(1);
    const stopped = umapFit(...few, {
      ...options,
      progress: (share) => share > 0.3 && abort.abort(),
    });
    await expect(stopped).rejects.toThrow("aborted");
  });

  it("refuses fewer points than neighbours", async () => {
    const few = umapFit(new Float32Array(20), [10, 2], { random: randomSource(1) });
    await expect(few).rejects.toThrow("below the 10 points, got 15");
  });
});

describe("umapProject", () => {
  it("puts held-out points where their like are", async () => {
    const projection = await umapProject(embedding, held.values, { random: randomSource(2) });
    // umap-learn 0.5.12: .995 and .988 to 1; umap-js 1.4.0's own transform: .83 and .69
    expect(await trustworthiness(held.values, held.shape, projection.coordinates)).toBeGreaterThan(0.99);
    expect(await labelAccuracy(projection.coordinates)).toBeGreaterThan(0.99);
    const grid = densityGrid([embedding.coordinates, projection.coordinates]);
    const [there, here] = [embedding.coordinates, projection.coordinates].map((points) =>
      kernelDensity2d(points, { grid, adjust: 0.5 }),
    );
    // Both are draws from one distribution: what is missing to 1 is sampling and what the projection shrinks.
    expect(densityOverlap(there, here)).toBeGreaterThan(0.85);
  });

  it("puts the learned points back where they were", async () => {
    const own = await umapProject(embedding, learned.values, { random: randomSource(2), epochs: 0 });
    let squared = 0;
    for (let k = 0; k < 4000; k++) squared += (own.coordinates[k] - embedding.coordinates[k]) ** 2;
    // a mean over the neighbourhood, in a plane some 20 across with clusters some 3 across
    expect(Math.sqrt(squared / 2000)).toBeLessThan(1);
    expect(Math.max(...own.nearestDistance)).toBe(0);
  });

  it("tells how far a point came that is like none", async () => {
    const strange = Float32Array.from({ length: 256 }, (_, k) => 5 * Math.sin(k));
    const known = await umapProject(embedding, held.values.slice(0, 256), { random: randomSource(2) });
    const far = await umapProject(embedding, strange, { random: randomSource(2) });
    expect(far.nearestDistance[0]).toBeGreaterThan(5 * known.nearestDistance[0]);
  });
});
