import {
  rowsSelect,
  rowsToSpectra,
  spectraEmbed,
  spectraToRows,
  vaeDecode,
  vaeEncode,
} from "../../models/index.js";
import type { SpectrumRows, Vae } from "../../models/index.js";
import { noiseRestore } from "../../noise/index.js";
import type { NoiseLevel, NoiseModel } from "../../noise/index.js";
import { samplerInterpolation } from "../../samplers/index.js";
import { InputError, ppmWindow } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";

export interface LatentWalkOptions {
  /** Latent dimensions to move along: those that change the spectrum most. @default 6 */
  dimensions?: number;
  /** What is looked at, ppm. @default [0.5, 4.2] */
  ppmRange?: readonly [number, number];
  /** The noise that the decoder leaves out, and its level in the spectra's own units. */
  noise: { model: NoiseModel; level: NoiseLevel };
  random: RandomSource;
}

/** A point of the spectra of a walk; each intensity is a share of the spectrum's largest magnitude. */
export interface LatentWalkRow {
  ppm: number;
  /** Decoded on the line from the first spectrum's mean to the second's: at each of `alpha`. */
  between: number[];
  /** For each of `dimensions`, at each of `z`: what a step from the line's middle along it adds. */
  along: number[][];
  /** The mean of n draws of the restored noise, at each of `n`. */
  noise: number[];
}

/** What can be seen of a latent space on a walk through it. */
export interface LatentWalk {
  alpha: number[];
  /** Steps along a dimension, in units of the prior's SD. */
  z: number[];
  n: number[];
  /** Which latent dimensions, the one that changes most first. */
  dimensions: number[];
  rows: LatentWalkRow[];
}

const ALPHA = Array.from({ length: 21 }, (_, k) => k / 20);
const Z = Array.from({ length: 13 }, (_, k) => k / 2 - 3);
const N = [1, 2, 4, 8, 16, 32];

/**
 * Decoded spectra between two measured ones and around the middle of that line, and the noise restored to them: what
 * `latentExplorer` needs to show any mixture of them without asking the model.
 *
 * @param pair - spectra of one condition, as the model sees them; the first two are taken.
 * @throws InputError with fewer than two spectra.
 */
export function latentWalk(model: Vae, pair: SpectrumRows, options: LatentWalkOptions): LatentWalk {
  const { dimensions = 6, ppmRange = [0.5, 4.2], noise, random } = options;
  if (pair.shape[0] < 2) {
    throw new InputError({ key: "pair", value: pair.shape[0], expected: "two spectra of one condition" });
  }
  const two = rowsSelect(pair, [0, 1]);
  const ends = vaeEncode(model, two);
  const { latent } = model.config;
  const [from, to] = [ends.mean.subarray(0, latent), ends.mean.subarray(latent)];
  const p = pair.ppm.length;
  const [low, high] = ppmWindow(pair.ppm, ...ppmRange);

  /** The real parts of points in latent space, in the window. */
  const decoded = (points: number[][]): Float32Array[] => {
    const sample = {
      z: Float32Array.from(points.flat()),
      scale: new Float32Array(points.length).fill(1),
      shape: [points.length, latent] as const,
    };
    const { rows } = vaeDecode(model, sample, { like: two });
    return points.map((_, i) => rows.slice(2 * p * i + low, 2 * p * i + high));
  };
  const at = (alpha: number): number[] => Array.from(from, (value, k) => value + alpha * (to[k] - value));
  const middle = at(0.5);
  const [centre] = decoded([middle]);
  const between = decoded(ALPHA.map(at));
  const walks = middle.map((_, dimension) =>
    decoded(Z.map((step) => middle.map((value, k) => (k === dimension ? value + step : value)))).map(
      (spectrum) => spectrum.map((value, k) => value - centre[k]),
    ),
  );
  const power = walks.map((walk) =>
    walk.reduce((sum, one) => sum + one.reduce((all, value) => all + value ** 2, 0), 0),
  );
  const chosen = [...power.keys()].sort((a, b) => power[b] - power[a]).slice(0, dimensions);

  const count = N[N.length - 1];
  const clean = vaeDecode(model, samplerInterpolation(ends, count, random.fork("transients")), { like: two });
  const noisy = spectraToRows(
    noiseRestore(spectraEmbed(rowsToSpectra(clean)), noise.model, noise.level, random.fork("noise")),
    { like: clean },
  );
  const draws = Array.from({ length: count }, (_, i) =>
    Float32Array.from({ length: high - low }, (__, k) => {
      const place = 2 * p * i + low + k;
      return (noisy.rows[place] * noisy.scale[i]) / clean.scale[i] - clean.rows[place];
    }),
  );
  return {
    alpha: ALPHA,
    z: Z,
    n: N,
    dimensions: chosen,
    rows: Array.from(pair.ppm.subarray(low, high), (ppm, k) => ({
      ppm,
      between: between.map((spectrum) => spectrum[k]),
      along: chosen.map((dimension) => walks[dimension].map((spectrum) => spectrum[k])),
      noise: N.map((n) => draws.slice(0, n).reduce((sum, draw) => sum + draw[k], 0) / n),
    })),
  };
}
