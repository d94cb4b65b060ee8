import { setImmediate as yieldToEvents } from "node:timers/promises";
import { findABParams } from "umap-js/dist/umap.js";
import type { Progress, RandomSource } from "../signal/index.js";
import type { Embedding, Projection } from "./embedding.js";
import { membershipStrengths } from "./membershipStrengths.js";
import { nearestNeighbours } from "./nearestNeighbours.js";
import type { Neighbours } from "./neighbours.js";

export interface UmapProjectOptions {
  random: RandomSource;
  /** Passes of the optimiser; 0 leaves each point at the weighted mean of its neighbours' places. @default 100, above 10,000 new points 30 */
  epochs?: number;
  progress?: Progress;
  signal?: AbortSignal;
}

/** Points drawn at random to push away from, a pull (umap-learn's default). */
const NEGATIVE_SAMPLES = 5;
/** A quarter of the rate of the fit, as umap-learn's `transform` has it. */
const LEARNING_RATE = 0.25;
/** The most that one pull or push may be. */
const CLIP = 4;
/** Keeps the push finite where two points meet. */
const CLOSEST = 0.001;
const NEIGHBOUR_SHARE = 0.5;
const SLICE = 50;

/**
 * New points put into an embedding that stays as it is: each starts at the mean of its exact neighbours' places,
 * weighted by UMAP's membership strengths, and is then moved by UMAP's optimiser against the fixed points. What
 * becomes of one new point depends on the others through the random numbers only.
 *
 * umap-js's own `transform` is not used: in 1.4.0 its neighbour search never leaves its random start.
 *
 * @param newPoints - m x d, the same d as the embedding's.
 * @throws RangeError where sizes do not match or a value is not finite.
 */
export async function umapProject(
  embedding: Embedding,
  newPoints: Float32Array,
  options: UmapProjectOptions,
): Promise<Projection> {
  const { points, shape, coordinates, neighbours: count, minDist } = embedding;
  const m = Math.floor(newPoints.length / shape[1]);
  const { random, epochs = m <= 10_000 ? 100 : 30, progress, signal } = options;
  // The measured points themselves may be asked for: a copy, so that they are not taken for their own neighbours.
  const queries = newPoints === points ? newPoints.slice() : newPoints;
  const near = await nearestNeighbours(points, shape, {
    queries,
    count,
    progress: (done, total) => progress?.((NEIGHBOUR_SHARE * done) / total, 1, "neighbours"),
    signal,
  });
  const strengths = new Float64Array(m * count);
  for (let i = 0; i < m; i++) {
    strengths.set(membershipStrengths(near.distances.subarray(i * count, (i + 1) * count)), i * count);
  }
  const places = weightedMeans(near, strengths, coordinates);
  const move = optimiser({ near, strengths, places, coordinates, minDist, epochs, random });
  let yielded = performance.now();
  for (let epoch = 0; epoch < epochs; epoch++) {
    move(epoch);
    if (performance.now() - yielded > SLICE) {
      progress?.(NEIGHBOUR_SHARE + (1 - NEIGHBOUR_SHARE) * ((epoch + 1) / epochs), 1, `epoch ${epoch + 1}`);
      await yieldToEvents();
      signal?.throwIfAborted();
      yielded = performance.now();
    }
  }
  progress?.(1, 1, `epoch ${epochs}`);
  return {
    coordinates: Float32Array.from(places),
    nearestDistance: Float64Array.from({ length: m }, (_, i) => near.distances[i * count]),
  };
}

function weightedMeans(near: Neighbours, strengths: Float64Array, coordinates: Float32Array): Float64Array {
  const [m, count] = near.shape;
  const places = new Float64Array(2 * m);
  for (let i = 0; i < m; i++) {
    let total = 0;
    for (let k = i * count; k < (i + 1) * count; k++) {
      const j = near.indices[k];
      total += strengths[k];
      places[2 * i] += strengths[k] * coordinates[2 * j];
      places[2 * i + 1] += strengths[k] * coordinates[2 * j + 1];
    }
    places[2 * i] /= total;
    places[2 * i + 1] /= total;
  }
  return places;
}

interface OptimiserState {
  near: Neighbours;
  strengths: Float64Array;
  /** m x 2, moved. */
  places: Float64Array;
  /** n x 2, fixed. */
  coordinates: Float32Array;
  minDist: number;
  epochs: number;
  random: RandomSource;
}

/** One epoch of UMAP's stochastic gradient descent on the new points' places, as a function of the epoch. */
function optimiser(state: OptimiserState): (epoch: number) => void {
  const { near, strengths, places, coordinates, minDist, epochs, random } = state;
  const { a, b } = findABParams(1, minDist);
  const count = near.shape[1];
  const n = coordinates.length / 2;
  const strongest = strengths.reduce((most, strength) => Math.max(most, strength), 0);
  // A pair of strength s is pulled in s / strongest of the epochs.
  const interval = strengths.map((strength) =>
    strength < strongest / epochs ? Infinity : strongest / strength,
  );
  const nextPull = interval.slice();
  const nextPush = interval.map((epochsBetween) => epochsBetween / NEGATIVE_SAMPLES);

  const shift = (i: number, j: number, rate: number, force: (squared: number) => number): void => {
    const dx = places[2 * i] - coordinates[2 * j];
    const dy = places[2 * i + 1] - coordinates[2 * j + 1];
    const squared = dx * dx + dy * dy;
    if (squared === 0) return;
    const strength = force(squared);
    places[2 * i] += rate * Math.max(-CLIP, Math.min(CLIP, strength * dx));
    places[2 * i + 1] += rate * Math.max(-CLIP, Math.min(CLIP, strength * dy));
  };
  // Gradients of the cross entropy with the membership 1 / (1 + a distance^(2 b)) in the plane
  const pull = (squared: number): number =>
    (-2 * a * b * Math.pow(squared, b - 1)) / (a * Math.pow(squared, b) + 1);
  const push = (squared: number): number => (2 * b) / ((CLOSEST + squared) * (a * Math.pow(squared, b) + 1));

  return (epoch) => {
    const rate = LEARNING_RATE * (1 - epoch / epochs);
    for (let k = 0; k < interval.length; k++) {
      if (nextPull[k] > epoch) continue;
      const i = Math.floor(k / count);
      shift(i, near.indices[k], rate, pull);
      nextPull[k] += interval[k];
      const between = interval[k] / NEGATIVE_SAMPLES;
      const pushes = Math.floor((epoch - nextPush[k]) / between);
      for (let p = 0; p < pushes; p++) shift(i, random.integer(n), rate, push);
      nextPush[k] += pushes * between;
    }
  };
}
