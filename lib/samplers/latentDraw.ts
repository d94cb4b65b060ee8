import type { LatentSample, LatentSet } from "../models/latentSet.js";

/** Writes one point into `z` and returns the scale that goes with it. */
export type DrawPoint = (z: Float32Array) => number;

/**
 * `count` points, one after the other, after the checks that all samplers share.
 *
 * @param least - members that the subset must have.
 * @throws RangeError for fewer members, for a subset of mixed conditions, for sizes that do not match.
 */
export function latentDraw(subset: LatentSet, count: number, least: number, draw: DrawPoint): LatentSample {
  const [n, latent] = subset.shape;
  const { mean, logVar, scale, labels } = subset;
  if (n < least) {
    const need = least === 1 ? "one spectrum" : "two spectra to go between";
    throw new RangeError(`the subset must have at least ${need}, got ${n}`);
  }
  if (mean.length !== n * latent || logVar.length !== n * latent || scale.length !== n) {
    throw new RangeError(
      `a subset of shape [${subset.shape}] must have ${n * latent} means and log variances and ${n} scales, ` +
        `got ${mean.length}, ${logVar.length} and ${scale.length}`,
    );
  }
  if (!(Number.isInteger(count) && count >= 0)) {
    throw new RangeError(`count must be a whole number from 0, got ${count}`);
  }
  if (labels?.some((label) => label !== labels[0])) {
    throw new RangeError("the subset must be of one condition: sample edit-ON and edit-OFF spectra apart");
  }
  const z = new Float32Array(count * latent);
  const scales = new Float32Array(count);
  for (let k = 0; k < count; k++) scales[k] = draw(z.subarray(k * latent, (k + 1) * latent));
  return {
    z,
    scale: scales,
    labels: labels && new Uint8Array(count).fill(labels[0]),
    shape: [count, latent],
  };
}
