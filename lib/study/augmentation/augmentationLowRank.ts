import * as tf from "@tensorflow/tfjs";
import { engineStart } from "../../engine/index.js";
import { spectraToRows, vaeDefaults } from "../../models/index.js";
import type { SpectrumRows } from "../../models/index.js";
import { ppmWindow, stackSelect, stackToSpectra } from "../../signal/index.js";
import type { RandomSource, SpectrumStack } from "../../signal/index.js";
import { scansToRows } from "../set/scansToRows.js";
import { subsetDraw } from "../set/subsetDraw.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import type { AugmentationMethod, AugmentationTraining } from "./augmentationMethod.js";

/** Ranks that are tried on the validation subjects. */
const RANKS = [4, 8, 12, 16, 24, 32, 48, 64, 96, 128];
/** Of the power iteration on the covariance: what is beyond the largest rank has died out by then. */
const ITERATIONS = 8;
/** Validation: so many transients of a condition are denoised, and all others must be met. */
const VALIDATION = { subset: 8, draws: 5, ppm: [2.5, 4.0] } as const;

/**
 * Truncated SVD: the subset's average is projected on the leading singular vectors of the training transients (each
 * divided by its largest magnitude, both conditions together, not centred). The rank is the one whose projection of a
 * few validation transients is nearest to the difference spectrum of the remaining ones.
 */
export const augmentationLowRank: AugmentationMethod = {
  name: "low rank",
  title: "Low rank (SVD)",
  makes: "average",
  code: import.meta.url,
  async learn(training, { random }) {
    const { ppmRange } = { ...vaeDefaults, ...training.vae };
    const rows = scansToRows(training.set.train, { ppmRange });
    const most = Math.min(RANKS[RANKS.length - 1], rows.shape[0], rows.shape[1]);
    const basis = leadingVectors(rows, most, random);
    const ranks = [...RANKS.filter((rank) => rank < most), most];
    const rank = rankChoose(training, rows, basis, ranks, random);
    return (subsets) =>
      subsets.map(({ stack }) => projected(spectraAverage(stackToSpectra(stack)), rows, basis, rank));
  },
};

/** The leading right singular vectors of the rows, count x width, by power iteration on a block. */
function leadingVectors(
  { rows, shape: [n, width] }: SpectrumRows,
  count: number,
  random: RandomSource,
): Float32Array[] {
  engineStart();
  const covariance = tf.tidy(() => {
    const x = tf.tensor2d(rows, [n, width]);
    return x.matMul(x, true);
  });
  let block = Float32Array.from({ length: count * width }, random.normal);
  for (let k = 0; k < ITERATIONS; k++) {
    orthonormalise(block, width);
    const next = tf.tidy(() => tf.tensor2d(block, [count, width]).matMul(covariance).dataSync<"float32">());
    block = Float32Array.from(next);
  }
  covariance.dispose();
  // Those of an orthogonalised power iteration come in the order of the singular values.
  orthonormalise(block, width);
  return Array.from({ length: count }, (_, r) => block.subarray(r * width, (r + 1) * width));
}

/** Makes the rows of a block orthonormal, in place and in their order (modified Gram-Schmidt, done twice). */
function orthonormalise(block: Float32Array, width: number): void {
  for (let at = 0; at < block.length; at += width) {
    for (let pass = 0; pass < 2; pass++) {
      for (let other = 0; other < at; other += width) {
        let product = 0;
        for (let k = 0; k < width; k++) product += block[at + k] * block[other + k];
        for (let k = 0; k < width; k++) block[at + k] -= product * block[other + k];
      }
      let size = 0;
      for (let k = 0; k < width; k++) size += block[at + k] ** 2;
      size = Math.sqrt(size) || 1;
      for (let k = 0; k < width; k++) block[at + k] /= size;
    }
  }
}

function projected(
  average: SpectrumStack,
  like: SpectrumRows,
  basis: readonly Float32Array[],
  rank: number,
): SpectrumStack {
  const { rows, scale, ppm, shape } = spectraToRows(average, { like });
  const [n, width] = shape;
  const p = width / 2;
  const re = new Float32Array(n * p);
  const im = new Float32Array(n * p);
  for (let i = 0; i < n; i++) {
    const sum = new Float64Array(width);
    for (let r = 0; r < rank; r++) {
      let weight = 0;
      for (let k = 0; k < width; k++) weight += basis[r][k] * rows[i * width + k];
      for (let k = 0; k < width; k++) sum[k] += weight * basis[r][k];
    }
    for (let k = 0; k < p; k++) {
      re[i * p + k] = sum[k] * scale[i];
      im[i * p + k] = sum[p + k] * scale[i];
    }
  }
  return { ...average, re, im, shape: [n, p], ppm };
}

function rankChoose(
  { set }: AugmentationTraining,
  like: SpectrumRows,
  basis: readonly Float32Array[],
  ranks: readonly number[],
  random: RandomSource,
): number {
  const error = new Float64Array(ranks.length);
  for (const { id, stack } of set.validation) {
    const [total] = stack.shape;
    for (let draw = 0; draw < VALIDATION.draws; draw++) {
      const n = Math.min(VALIDATION.subset, Math.floor(total / 4));
      const chosen = subsetDraw(total, stack.labels, n, random.fork(`${id} ${draw}`));
      const others = Array.from({ length: total }, (_, i) => i).filter((i) => !chosen.includes(i));
      const few = spectraAverage(stackToSpectra(stackSelect(stack, chosen)));
      const goal = rowsDifference(
        spectraToRows(spectraAverage(stackToSpectra(stackSelect(stack, others))), { like }),
      );
      ranks.forEach((rank, k) => {
        const found = rowsDifference(spectraToRows(projected(few, like, basis, rank), { like }));
        const [first, last] = ppmWindow(like.ppm, ...VALIDATION.ppm);
        for (let i = first; i < last; i++) error[k] += (found[i] - goal[i]) ** 2;
      });
    }
  }
  return ranks[error.indexOf(Math.min(...error))];
}

/** Real part of ON - OFF in the spectra's own units. */
function rowsDifference({ rows, scale, shape }: SpectrumRows): Float64Array {
  const width = shape[1];
  return Float64Array.from({ length: width / 2 }, (_, k) => rows[width + k] * scale[1] - rows[k] * scale[0]);
}
