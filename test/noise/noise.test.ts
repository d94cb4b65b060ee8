import { describe, expect, test } from "vitest";
import {
  noiseAdapt,
  noiseFit,
  noiseLevel,
  noiseRestore,
  noiseWhite,
  transientDeviations,
} from "../../lib/noise/index.js";
import type { NoiseModel } from "../../lib/noise/index.js";
import {
  EDIT_OFF,
  EDIT_ON,
  fidStack,
  ppmWindow,
  randomSource,
  spectraToStack,
  stackConcat,
  stackSelect,
  stackToSpectra,
  stackZeroFill,
} from "../../lib/signal/index.js";
import type { FidStack, SpectrumStack } from "../../lib/signal/index.js";
import { generalisedGaussianFit } from "../../lib/stats/index.js";

const header = { dwellTime: 5e-4, spectrometerFrequency: 127.75, referencePpm: 4.68 };
const SD = 0.5;

/** FIDs of NAA, Cr and Cho, their common amplitude varying, in white noise of SD 0.5 a sample. */
function scan(n: number, points: number, seed: number, amplitudeSd = 0, noise = SD, shift = 0): FidStack {
  const random = randomSource(seed);
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const turns = [2.01, 3.03, 3.21].map((ppm) => 2 * Math.PI * (ppm + shift - 4.68) * 127.75 * 5e-4);
  for (let i = 0; i < n; i++) {
    const amplitude = 10 * (1 + amplitudeSd * random.normal());
    for (let t = 0; t < points; t++) {
      const size = amplitude * Math.exp(-t * 5e-4 * 20);
      for (const turn of turns) {
        re[i * points + t] += size * Math.cos(turn * t);
        im[i * points + t] += size * Math.sin(turn * t);
      }
      re[i * points + t] += noise * random.normal();
      im[i * points + t] += noise * random.normal();
    }
  }
  return fidStack({ ...header, re, im, shape: [n, points] });
}

const axis = stackToSpectra(scan(1, 1024, 1)).ppm;
const [from, to] = ppmWindow(axis, 0.5, 4);
const like = { ppm: axis.slice(from, to) };

/** Mean square of Re and Im of deviations in a ppm range. */
function power(spectra: SpectrumStack, range: [number, number]): number {
  const { re, im, shape } = transientDeviations(spectra);
  const [first, last] = ppmWindow(spectra.ppm, ...range);
  let sum = 0;
  for (let i = 0; i < shape[0]; i++)
    for (let k = i * shape[1] + first; k < i * shape[1] + last; k++) sum += re[k] ** 2 + im[k] ** 2;
  return sum / (2 * shape[0] * (last - first));
}

/** Silent spectra: n decoded transients that do not vary. */
function still(n: number, points = 1024): SpectrumStack {
  const { re, im, ...rest } = stackToSpectra(scan(1, points, 1, 0, 0));
  const repeat = (row: Float32Array): Float32Array =>
    Float32Array.from({ length: n * row.length }, (_, k) => row[k % row.length]);
  return { ...rest, re: repeat(re), im: repeat(im), shape: [n, rest.shape[1]] };
}

describe("the level", () => {
  test("is the SD of a point: that of a sample times the root of their number", () => {
    // 2 x 20 x 60 numbers: an SD of 1.4 %
    expect(noiseLevel(scan(20, 1024, 2)).sd / (SD * 32)).toBeCloseTo(1, 1);
    // Zeros at the end add no noise.
    const filled = noiseLevel(scan(20, 700, 2));
    expect(filled.sd / (SD * Math.sqrt(700))).toBeCloseTo(1, 1);
    expect(filled.samples).toBe(700);
  });

  test("needs signal-free points", () => {
    const narrow = { ...scan(1, 1024, 1), dwellTime: 2e-3 };
    expect(() => noiseLevel(narrow)).toThrow("expected signal-free points in [-2,0] ppm");
  });
});

describe("the fit", () => {
  test("of white noise around a steady line: Gauss's shape, flat power, no modes", () => {
    const {
      shape,
      power: flat,
      structure,
    } = noiseFit([{ stack: scan(60, 1024, 3) }, { stack: scan(60, 1024, 4) }], like);
    expect(shape).toBeGreaterThan(1.9);
    expect(shape).toBeLessThan(2.1);
    expect(structure).toHaveLength(1);
    expect(structure[0].excess).toHaveLength(0);
    for (const value of flat!) expect(Math.abs(value - 1)).toBeLessThan(0.08);
  });

  test("finds one mode for one amplitude that varies, with the variance that it has", () => {
    const { excess } = noiseFit([{ stack: scan(150, 1024, 5, 0.1) }], like).structure[0];
    expect(excess).toHaveLength(1);
    // In units of the noise: the energy of the line's spectrum within the range (clean, one unit of amplitude change)
    const clean = stackToSpectra(scan(1, 1024, 1, 0, 0));
    let energy = 0;
    for (let k = from; k < to; k++) energy += clean.re[k] ** 2 + clean.im[k] ** 2;
    const expected = (0.1 ** 2 * energy) / (SD ** 2 * 1024);
    // A variance of 150 values has an SD of 12 %.
    expect(excess[0] / expected).toBeGreaterThan(0.65);
    expect(excess[0] / expected).toBeLessThan(1.35);
  });

  test("keeps conditions apart: what varies in OFF alone is no mode of ON", () => {
    const [varying, steady] = [scan(150, 1024, 5, 0.1), scan(150, 1024, 6)];
    const labels = Uint8Array.from({ length: 300 }, (_, i) => (i < 150 ? EDIT_OFF : EDIT_ON));
    const noise = noiseFit([{ stack: { ...stackConcat([varying, steady]), labels } }], like);
    const found = noise.structure.map(({ label, excess }) => [label, excess.length]);
    expect(found).toEqual([
      [EDIT_OFF, 1],
      [EDIT_ON, 0],
    ]);
    // and so it is restored: only OFF has more than white noise around the line
    const made = noiseRestore({ ...still(300), labels }, noise, { sd: 3, samples: 1024 }, randomSource(1));
    const powers = [EDIT_OFF, EDIT_ON].map((label) =>
      power(
        stackToSpectra(
          stackSelect(
            spectraToStack(made),
            [...labels.keys()].filter((i) => labels[i] === label),
          ),
        ),
        [1.9, 2.1],
      ),
    );
    expect(powers[0] / 9).toBeGreaterThan(3);
    expect(powers[1] / 9).toBeLessThan(1.2);
  });

  test("sees a filter", () => {
    const stack = scan(100, 1024, 6, 0, SD);
    // A moving average of two samples: |1 + exp(i w)|^2 / 4
    const mix = (part: Float32Array): Float32Array =>
      part.map((value, k) => (k % 1024 === 0 ? value : (value + part[k - 1]) / 2));
    const { power: seen } = noiseFit([{ stack: { ...stack, re: mix(stack.re), im: mix(stack.im) } }], like);
    const gain = (ppm: number): number => Math.cos(Math.PI * (ppm - 4.68) * 127.75 * 5e-4) ** 2;
    const at = (ppm: number): number => seen![axis.findIndex((value) => value >= ppm)];
    // relative to the signal-free range that the level is of
    for (const ppm of [-2, -0.5, 10, 11])
      expect(at(ppm) / at(-1) / (gain(ppm) / gain(-1))).toBeCloseTo(1, 0.5);
    expect(at(11)).toBeLessThan(at(9.5));
  });

  test("of scans with one transient a condition is white", () => {
    const noise = noiseFit([{ stack: scan(1, 1024, 1) }], like);
    expect([noise.shape, noise.power, noise.structure]).toEqual([2, undefined, []]);
  });
});

describe("a scan of its own", () => {
  const learned = noiseFit([{ stack: scan(150, 1024, 5, 0.1) }], like);

  test("lies where its lines do, and varies as much as its few transients say", () => {
    // 0.05 ppm to the left, three times the amplitude's SD: nine times the variance
    const adapted = noiseAdapt(learned, scan(60, 1024, 7, 0.3, SD, 0.05));
    const step = axis[1] - axis[0];
    expect(Math.abs(adapted.ppm[0] - learned.ppm[0] - 0.05)).toBeLessThan(step);
    const strength = adapted.structure[0].excess[0] / learned.structure[0].excess[0];
    // A variance of 60 values has an SD of 18 %, that of the 150 learned from 12 %.
    expect(strength / 9).toBeGreaterThan(0.6);
    expect(strength / 9).toBeLessThan(1.5);
    expect(adapted.structure[0].modes).toBe(learned.structure[0].modes);
  });

  test("with one transient is as strong as those learned from; with four is drawn towards them", () => {
    const of = (n: number): number =>
      noiseAdapt(learned, scan(n, 1024, 9, 0)).structure[0].excess[0] / learned.structure[0].excess[0];
    expect(of(1)).toBe(1);
    // Nothing varies: 1.5 / (1.5 + 3)
    expect(of(4)).toBeGreaterThan(0.32);
    expect(of(4)).toBeLessThan(0.4);
  });
});

describe("noise restored", () => {
  const level = { sd: 3, samples: 1024 };

  test("has the level everywhere, in the whole band, independent between transients", () => {
    const made = noiseRestore(still(40), noiseWhite(like), level, randomSource(1));
    for (const range of [
      [-2, 0],
      [0.5, 4],
      [8, 12],
    ] as [number, number][])
      expect(power(made, range) / 9).toBeCloseTo(1, 1);
    const { re, shape } = transientDeviations(made);
    let cross = 0;
    for (let k = 0; k < shape[1]; k++) cross += re[k] * re[shape[1] + k];
    // The mean taken off gives -1/39; the SD of a correlation over 1024 points is .03.
    expect(Math.abs(cross / shape[1] / 9 + 1 / 39)).toBeLessThan(0.12);
  });

  test("is that of FIDs no longer than measured: zero-filled, its last samples are zero and its level holds", () => {
    const filled = { ...still(30), history: [] };
    const made = noiseRestore(filled, noiseWhite(like), { sd: 3, samples: 700 }, randomSource(2));
    // outside of the model's range, where the draw is not reshaped; inside only modes would change it
    const fids = spectraToStack({
      ...made,
      re: made.re.map((v, k) => v - filled.re[k]),
      im: made.im.map((v, k) => v - filled.im[k]),
    });
    let [early, late] = [0, 0];
    for (let i = 0; i < 30; i++)
      for (let t = 0; t < 1024; t++) {
        const size = fids.re[i * 1024 + t] ** 2 + fids.im[i * 1024 + t] ** 2;
        if (t < 700) early += size;
        else late += size;
      }
    expect(late / early).toBeLessThan(1e-6);
    expect(power(made, [-2, 0]) / 9).toBeCloseTo(1, 1);
    // As measured zero-filled noise, neighbouring points are correlated.
    const { re, shape } = transientDeviations(made);
    const { re: truth } = transientDeviations(stackToSpectra(scan(30, 700, 8)));
    const lagged = (of: Float32Array): number => {
      let [sum, square] = [0, 0];
      for (let k = 0; k < shape[0] * shape[1] - 1; k++) {
        sum += of[k] * of[k + 1];
        square += of[k] ** 2;
      }
      return sum / square;
    };
    expect(Math.abs(lagged(re))).toBeGreaterThan(0.15);
    expect(Math.abs(lagged(re) - lagged(truth))).toBeLessThan(0.05);
    expect(stackToSpectra(stackZeroFill(scan(1, 700, 1), 1024)).shape[1]).toBe(1024);
  });

  test("what the decoder varies by already is not added again: both together have the measured covariance", () => {
    const p = like.ppm.length;
    // One mode of unit energy with 30 times the noise's variance
    const modes = new Float32Array(2 * p).fill(1 / Math.sqrt(2 * p));
    const structure = [{ modes, excess: Float64Array.of(30) }];
    const noise: NoiseModel = { ...noiseWhite(like), structure };
    const along = (spectra: SpectrumStack): number => {
      const { re, im, shape } = transientDeviations(spectra);
      let sum = 0;
      for (let i = 0; i < shape[0]; i++) {
        let dot = 0;
        for (let k = 0; k < p; k++)
          dot += (re[i * shape[1] + from + k] + im[i * shape[1] + from + k]) * modes[0];
        sum += dot * dot;
      }
      return sum / shape[0] / level.sd ** 2;
    };
    const random = randomSource(4);
    const n = 240;
    for (const decoded of [0, 10, 25]) {
      // The decoder varies along the same mode by `decoded` times the noise's variance.
      const spectra = still(n);
      for (let i = 0; i < n; i++) {
        const step = Math.sqrt(decoded) * level.sd * random.normal() * modes[0];
        for (let k = i * 1024 + from; k < i * 1024 + to; k++) {
          spectra.re[k] += step;
          spectra.im[k] += step;
        }
      }
      const made = noiseRestore(spectra, noise, level, randomSource(5));
      // M = 1 + 30; a variance of 240 values has an SD of 9 %
      expect(along(made) / 31).toBeGreaterThan(0.75);
      expect(along(made) / 31).toBeLessThan(1.25);
    }
  });

  test("follows the shape that was fitted, and refuses noise of other points", () => {
    const made = noiseRestore(still(20), { ...noiseWhite(like), shape: 1 }, level, randomSource(6));
    const { re } = transientDeviations(made);
    expect(generalisedGaussianFit(re).shape).toBeLessThan(1.2);
    const power = new Float64Array(512).fill(1);
    expect(() => noiseRestore(still(2), { ...noiseWhite(like), power }, level, randomSource(1))).toThrow(
      "512 points",
    );
  });
});
