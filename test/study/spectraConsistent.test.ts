import { describe, expect, it } from "vitest";
import { cohortBasis, cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { stackReference } from "../../lib/process/index.js";
import { randomSource, stackSelect, stackShift, stackToSpectra } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";
import {
  scansShape,
  shapeParts,
  spectraConsistent,
  spectraDifference,
  spectrumIntegral,
} from "../../lib/study/index.js";
import type { StudyScan } from "../../lib/study/index.js";

const GABA = [2.9, 3.12] as const;

/** Noise-free OFF and ON of simulated subjects, referenced, as scans of one transient a condition. */
function cleanScans(seed: number, sites: number): StudyScan[] {
  return cohortSimulate({ ...cohortConfig("quick", seed), sites, transients: 1 }).map(({ id, clean }) => {
    const { frequency, phase } = stackReference(stackSelect(clean, [0]));
    return { id, stack: stackShift(clean, { frequency, phase }) };
  });
}

/** The SD of what is added to Re and Im of every point. */
function withNoise(spectra: SpectrumStack, sd: number, seed: number): SpectrumStack {
  const random = randomSource(seed);
  const noisy = (values: Float32Array): Float32Array => values.map((value) => value + sd * random.normal());
  return { ...spectra, re: noisy(spectra.re), im: noisy(spectra.im) };
}

const train = cleanScans(11, 6);
const test = cleanScans(12, 10);
const shape = scansShape(train, [0.2, 4.2]);
const whole = test.map(({ stack }) => stackToSpectra(stack));
const gaba = (spectra: SpectrumStack): number => spectrumIntegral(spectraDifference(spectra), GABA);
const truth = whole.map(gaba);

function agreement(found: number[]): { r: number; slope: number; rmse: number } {
  const mean = (values: number[]): number => values.reduce((a, b) => a + b, 0) / values.length;
  const [mf, mt] = [mean(found), mean(truth)];
  const ft = mean(found.map((value, k) => (value - mf) * (truth[k] - mt)));
  const [ff, tt] = [
    mean(found.map((value) => (value - mf) ** 2)),
    mean(truth.map((value) => (value - mt) ** 2)),
  ];
  const rmse = Math.sqrt(mean(found.map((value, k) => (value - truth[k]) ** 2))) / mt;
  return { r: ft / Math.sqrt(ff * tt), slope: ft / tt, rmse };
}

describe("an estimate that is consistent with the data", () => {
  it("gives back a spectrum that is the shape with other amplitudes in its bands", () => {
    // Two and a half times the shape, far from it in size: exact, since the scale is free
    const average = { ...shape, re: shape.re.map((v) => 2.5 * v), im: shape.im.map((v) => 2.5 * v) };
    const found = spectraConsistent(average, shape);
    const largest = average.re.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
    for (let k = 0; k < found.re.length; k++) {
      expect(Math.abs(found.re[k] - average.re[k])).toBeLessThan(1e-4 * largest);
    }
  });

  it("keeps the differences between subjects it has never seen: GABA's slope is near 1", () => {
    // Noise-free subjects: what is missing (rmse 5 % here) is what one shape cannot follow in all of them. Without amplitudes of the bands the
    // slope is near 0; 20 subjects give the slope to 0.07.
    const kept = agreement(whole.map((spectra) => gaba(spectraConsistent(spectra, shape))));
    expect(kept.r).toBeGreaterThan(0.9);
    expect(Math.abs(kept.slope - 1)).toBeLessThan(0.25);
    const lost = agreement(
      whole.map((spectra) => gaba(spectraConsistent(spectra, shape, { bands: [0.2, 4.2] }))),
    );
    expect(lost.slope).toBeLessThan(0.5);
  });

  it("knows more of a subject's GABA than the integral of the same noisy spectrum", () => {
    // By theory a third of the plain integral's error goes, as noise enters by one amplitude instead of by 29 points.
    const peak = whole[0].re.reduce((a, b) => Math.max(a, b), 0);
    const noisy = whole.map((spectra, k) => withNoise(spectra, peak / 25, 100 + k));
    const plain = agreement(noisy.map(gaba));
    const held = agreement(noisy.map((spectra) => gaba(spectraConsistent(spectra, shape))));
    expect(held.rmse).toBeLessThan(0.85 * plain.rmse);
  });

  it("leaves errors of phase and frequency and a baseline out", () => {
    const moved = test.map(({ stack }) =>
      stackToSpectra(stackShift(stack, { frequency: [0.2, -0.2], phase: [0.02, -0.02] })),
    );
    const level = whole[0].re.reduce((a, b) => Math.max(a, b), 0) / 100;
    // A baseline in ON only: in both it would go by itself.
    const spoilt = moved.map((spectra) => ({
      ...spectra,
      re: spectra.re.map((value, k) => value + (k < spectra.shape[1] ? 0 : level)),
    }));

    const plain = agreement(spoilt.map(gaba));
    const held = agreement(spoilt.map((spectra) => gaba(spectraConsistent(spectra, shape))));
    expect(held.rmse).toBeLessThan(plain.rmse / 3);
    const without = { alignment: false, baseline: -1 };
    const unmended = agreement(spoilt.map((spectra) => gaba(spectraConsistent(spectra, shape, without))));
    expect(unmended.rmse).toBeGreaterThan(1.5 * held.rmse);
  });

  describe("with the parts of metabolites and a width that is searched for", () => {
    const parts = shapeParts(shape, cohortBasis("megaPress68").basis);
    const sum = (spectra: readonly SpectrumStack[], factors: readonly number[]): SpectrumStack => ({
      ...spectra[0],
      re: spectra[0].re.map((_, k) => spectra.reduce((all, one, i) => all + factors[i] * one.re[k], 0)),
      im: spectra[0].im.map((_, k) => spectra.reduce((all, one, i) => all + factors[i] * one.im[k], 0)),
    });
    /** Convolved point by point: another way than that of the function under test, which works on the FID. */
    const wider = (spectra: SpectrumStack, squares: number): SpectrumStack => {
      const p = spectra.ppm.length;
      const hertz = (spectra.ppm[1] - spectra.ppm[0]) * spectra.spectrometerFrequency;
      const reach = 20;
      const kernel = Array.from({ length: 2 * reach + 1 }, (_, k) =>
        Math.exp((-4 * Math.LN2 * ((k - reach) * hertz) ** 2) / squares),
      );
      const total = kernel.reduce((all, value) => all + value, 0);
      const convolved = (values: Float32Array): Float32Array =>
        values.map((_, i) =>
          kernel.reduce((all, weight, k) => {
            const place = (i % p) + k - reach;
            return place < 0 || place >= p ? all : all + (weight / total) * values[i + k - reach];
          }, 0),
        );
      return { ...spectra, re: convolved(spectra.re), im: convolved(spectra.im) };
    };
    const rest = sum([shape, ...parts], [1, ...parts.map(() => -1)]);
    const factors = [1.3, 0.9, 1.15, 1.2, 0.8, 0.75, 1.1];
    const area = (spectra: SpectrumStack, low: number, high: number): number =>
      spectrumIntegral(spectra, [low, high]);

    /** What an estimate leaves of the data's OFF in 3.4 to 4.1 ppm, root mean square over root mean square. */
    const left = (found: SpectrumStack, data: SpectrumStack): number => {
      const start = Math.round((found.ppm[0] - data.ppm[0]) / (data.ppm[1] - data.ppm[0]));
      let [squares, total] = [0, 0];
      found.ppm.forEach((ppm, k) => {
        if (ppm < 3.4 || ppm > 4.1) return;
        squares += (found.re[k] - data.re[start + k]) ** 2;
        total += data.re[start + k] ** 2;
      });
      return Math.sqrt(squares / total);
    };

    it("finds width and amounts that were put in, which the second derivative alone does not", () => {
      // 12 Hz^2 on lines of 5 Hz: those of the widest subjects of a cohort
      const average = sum([...parts.map((part) => wider(part, 12)), rest], [...factors, 1]);
      const found = spectraConsistent(average, shape, { parts, width: "search" });
      expect(Math.abs(found.wider - 12)).toBeLessThan(0.5);
      const off = (found: SpectrumStack): number[] =>
        [
          [1.9, 2.12],
          [2.95, 3.1],
          [3.15, 3.28],
        ].map(([low, high]) => area(found, low, high) / area(average, low, high) - 1);
      for (const error of off(found)) expect(Math.abs(error)).toBeLessThan(0.002);
      const before = spectraConsistent(average, shape, { parts });
      expect(before.wider).toBe(0);
      expect(Math.max(...off(before).map(Math.abs))).toBeGreaterThan(0.015);
    });

    it("has the other metabolites as a part that editing does not change", () => {
      expect(parts).toHaveLength(7);
      const [off, on] = [0, 1].map((row) =>
        parts[6].re.subarray(row * shape.ppm.length, (row + 1) * shape.ppm.length),
      );
      expect(on).toEqual(off);
      // Taurine and scyllo-inositol, 3.2 to 3.45 ppm, stand out of NAA's place
      expect(area(parts[6], 3.2, 3.45)).toBeGreaterThan(3 * Math.abs(area(parts[6], 1.98, 2.04)));
    });

    it("follows lines that are narrower than the shape's, those beside the fit's end as well", () => {
      // Noise-free subjects: 3 to 7 % of 3.4 to 4.1 ppm are left; parts that end at 4.0 ppm, on mI's line, leave 16 to 20 %.
      const some = whole.slice(0, 15);
      const found = some.map((spectra) => spectraConsistent(spectra, shape, { parts, width: "search" }));
      const order = found.map((_, k) => k).sort((a, b) => found[a].wider - found[b].wider);
      for (const k of order.slice(0, 3)) {
        expect(found[k].wider).toBeLessThan(-2);
        expect(left(found[k], some[k])).toBeLessThan(0.1);
      }
    });
  });

  it("refuses an average of one condition, and another axis", () => {
    expect(() => spectraConsistent({ ...whole[0], labels: Uint8Array.of(0, 0) }, shape)).toThrow(
      /OFF and one ON/,
    );
    const elsewhere = { ...whole[0], ppm: whole[0].ppm.map((value) => value + 20) };
    expect(() => spectraConsistent(elsewhere, shape)).toThrow(/axis/);
  });
});
