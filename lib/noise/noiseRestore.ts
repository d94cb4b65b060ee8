import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { fftInPlace } from "../signal/index.js";
import type { RandomSource, SpectrumStack } from "../signal/index.js";
import { generalisedGaussianDraws } from "../stats/index.js";
import type { NoiseLevel, NoiseModel, NoiseStructure } from "./noiseModel.js";
import { transientDeviations } from "./transientDeviations.js";

/** Deviations of decoded spectra looked at, of each condition. */
const LOOKED_AT = 256;
/** Decoded variance along a direction that is not worth a thought, in units of the noise's. */
const NEGLIGIBLE = 1e-3;

/**
 * Decoded spectra with the noise that their decoder left out, each transient's its own.
 *
 * Decoded spectra of a condition vary already, and that variation must not be counted twice. In units of thermal
 * noise, transients of a scan have the covariance M = I + modes' excess (`noiseFit`), the decoded ones D around
 * their mean; drawn is noise of covariance M - D, so that both together have M. Where D exceeds M nothing is drawn: the
 * decoder varies too much there, and no noise can take it back.
 *
 * Thermal noise is drawn over the whole bandwidth with as many free complex numbers as the FID has samples, so that
 * it is causal as that of a receiver is: zero-filling ties its real and imaginary part as it does in measured spectra.
 *
 * @param spectra - whole spectra (`spectraEmbed`), labelled when edited, in the units of `level`.
 * @throws RangeError where the noise was learned on spectra of other points.
 */
export function noiseRestore(
  spectra: SpectrumStack,
  noise: NoiseModel,
  level: NoiseLevel,
  random: RandomSource,
): SpectrumStack {
  const [n, points] = spectra.shape;
  const p = noise.ppm.length;
  const first = Math.round((noise.ppm[0] - spectra.ppm[0]) / (spectra.ppm[1] - spectra.ppm[0]));
  if ((noise.power && noise.power.length !== points) || first < 0 || first + p > points) {
    throw new RangeError(
      `the noise is of spectra of ${noise.power?.length ?? "any number of"} points with ${p} in the model's range, ` +
        `the spectra have ${points}`,
    );
  }
  const sd = Float64Array.from({ length: points }, (_, k) => level.sd * Math.sqrt(noise.power?.[k] ?? 1));
  const drawn = thermalDraw(n, points, level.samples, generalisedGaussianDraws(noise.shape, random));
  const { labels } = spectra;
  const conditions = labels ? [...new Set(labels)] : [undefined];
  const white = new Float64Array(2 * p);
  const modes: number[] = [];
  for (const condition of conditions) {
    const members = Array.from({ length: n }, (_, i) => i).filter((i) => labels?.[i] === condition);
    const structure = noise.structure.find(({ label }) => label === condition);
    modes.push(structure?.excess.length ?? 0);
    const shaping = covarianceShaping(
      2 * p,
      structure,
      whitened(spectra, members.slice(0, LOOKED_AT), sd, first, p),
    );
    for (const i of members) {
      const at = i * points + first;
      white.set(drawn.re.subarray(at, at + p));
      white.set(drawn.im.subarray(at, at + p), p);
      shaping(white);
      drawn.re.set(white.subarray(0, p), at);
      drawn.im.set(white.subarray(p), at);
    }
  }
  return {
    ...spectra,
    re: spectra.re.map((value, k) => value + sd[k % points] * drawn.re[k]),
    im: spectra.im.map((value, k) => value + sd[k % points] * drawn.im[k]),
    history: [...spectra.history, `noise: SD ${level.sd.toPrecision(3)}, ${modes.join(" and ")} modes`],
  };
}

/** Noise of unit variance in Re and Im of each point: that of FIDs of `samples` samples, zero-filled. */
function thermalDraw(
  n: number,
  points: number,
  samples: number,
  draw: () => number,
): { re: Float32Array; im: Float32Array } {
  const re = Float32Array.from({ length: n * points }, draw);
  const im = Float32Array.from({ length: n * points }, draw);
  if (samples >= points) return { re, im };
  const [rowRe, rowIm] = [new Float64Array(points), new Float64Array(points)];
  const gain = Math.sqrt(points / samples);
  for (let i = 0; i < n; i++) {
    rowRe.set(re.subarray(i * points, (i + 1) * points));
    rowIm.set(im.subarray(i * points, (i + 1) * points));
    fftInPlace(rowRe, rowIm, 0, points, "inverse");
    rowRe.fill(0, samples);
    rowIm.fill(0, samples);
    fftInPlace(rowRe, rowIm, 0, points);
    for (let k = 0; k < points; k++) {
      re[i * points + k] = gain * rowRe[k];
      im[i * points + k] = gain * rowIm[k];
    }
  }
  return { re, im };
}

/** Deviations of some spectra within the model's range in units of the noise: rows of 2p numbers. */
function whitened(
  spectra: SpectrumStack,
  members: readonly number[],
  sd: Float64Array,
  first: number,
  p: number,
): Float32Array[] {
  const points = spectra.shape[1];
  const crop = (values: Float32Array): Float32Array => {
    const rows = new Float32Array(members.length * p);
    members.forEach((i, row) =>
      rows.set(values.subarray(i * points + first, i * points + first + p), row * p),
    );
    return rows;
  };
  const part = { ...spectra, labels: undefined, re: crop(spectra.re), im: crop(spectra.im) };
  const { re, im, shape } = transientDeviations({ ...part, shape: [members.length, p] });
  return Array.from({ length: shape[0] }, (_, i) =>
    Float32Array.from({ length: 2 * p }, (_, k) => {
      const f = k % p;
      return (k < p ? re : im)[i * p + f] / sd[first + f];
    }),
  );
}

/**
 * Turns white noise of 2p numbers, in place, into noise of covariance I + modes' excess - that of the deviations:
 * the symmetric root, which differs from I in the span of modes and deviations only.
 */
function covarianceShaping(
  width: number,
  structure: NoiseStructure | undefined,
  deviations: readonly Float32Array[],
): (white: Float64Array) => void {
  const rows: { values: Float32Array; sign: number; size: number }[] = [];
  structure?.excess.forEach((excess, k) => {
    const values = structure.modes.subarray(k * width, (k + 1) * width);
    rows.push({ values, sign: Math.sign(excess), size: Math.sqrt(Math.abs(excess)) });
  });
  // The deviations are inflated already: their mean square is the covariance.
  for (const values of deviations) rows.push({ values, sign: -1, size: 1 / Math.sqrt(deviations.length) });
  const r = rows.length;
  if (r === 0) return () => {};
  const gram = Matrix.zeros(r, r).to2DArray();
  for (let a = 0; a < r; a++) {
    for (let b = 0; b <= a; b++) {
      const [x, y] = [rows[a].values, rows[b].values];
      let dot = 0;
      for (let k = 0; k < width; k++) dot += x[k] * y[k];
      gram[a][b] = gram[b][a] = dot * rows[a].size * rows[b].size;
    }
  }
  const own = new EigenvalueDecomposition(new Matrix(gram), { assumeSymmetric: true });
  const kept = own.realEigenvalues
    .map((value, k) => ({ value, k }))
    .filter(({ value }) => value > NEGLIGIBLE);
  const q = kept.length;
  if (q === 0) return () => {};
  // An orthonormal basis of the span, q x 2p, and the covariance in it
  const basis = kept.map(({ value, k }) => {
    const direction = new Float64Array(width);
    for (let a = 0; a < r; a++) {
      const weight = (own.eigenvectorMatrix.get(a, k) * rows[a].size) / Math.sqrt(value);
      for (let f = 0; f < width; f++) direction[f] += weight * rows[a].values[f];
    }
    return direction;
  });
  const covariance = Matrix.eye(q, q).to2DArray();
  for (let x = 0; x < q; x++) {
    for (let y = 0; y < q; y++) {
      const scale = Math.sqrt(kept[x].value * kept[y].value);
      for (let a = 0; a < r; a++) {
        const both = own.eigenvectorMatrix.get(a, kept[x].k) * own.eigenvectorMatrix.get(a, kept[y].k);
        covariance[x][y] += scale * rows[a].sign * both;
      }
    }
  }
  const inner = new EigenvalueDecomposition(new Matrix(covariance), { assumeSymmetric: true });
  const vectors = inner.eigenvectorMatrix;
  const gains = inner.realEigenvalues.map((value) => Math.sqrt(Math.max(0, value)) - 1);
  const [along, turned] = [new Float64Array(q), new Float64Array(q)];
  return (white) => {
    for (let x = 0; x < q; x++) {
      let dot = 0;
      for (let f = 0; f < width; f++) dot += basis[x][f] * white[f];
      along[x] = dot;
    }
    turned.fill(0);
    for (let y = 0; y < q; y++) {
      let dot = 0;
      for (let x = 0; x < q; x++) dot += vectors.get(x, y) * along[x];
      for (let x = 0; x < q; x++) turned[x] += gains[y] * dot * vectors.get(x, y);
    }
    for (let x = 0; x < q; x++) for (let f = 0; f < width; f++) white[f] += turned[x] * basis[x][f];
  };
}
