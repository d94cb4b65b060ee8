import { describe, expect, test } from "vitest";
import { cohortBasis, cohortConfig, cohortSimulate, noiseSdForSnr } from "../../lib/cohort/index.js";
import { spectrumSnr } from "../../lib/metrics/index.js";
import { spectrumSingletFit, stackEdit, stackReference, stackWaterRemove } from "../../lib/process/index.js";
import { EDIT_OFF, EDIT_ON, ppmWindow, stackSelect, stackToSpectra } from "../../lib/signal/index.js";
import { transientFromTruth } from "./transientFromTruth.js";

const config = cohortConfig("quick", 7);
const cohort = cohortSimulate(config);

describe("the quick cohort", () => {
  test("holds the subjects, transients and labels that it should", () => {
    expect(cohort).toHaveLength(36);
    expect(new Set(cohort.map(({ site }) => site)).size).toBe(6);
    for (const { stack, clean } of cohort) {
      expect(stack.shape).toEqual([40, 2048]);
      expect([...stack.labels!].slice(0, 4)).toEqual([EDIT_OFF, EDIT_ON, EDIT_OFF, EDIT_ON]);
      expect(clean.shape).toEqual([2, 2048]);
    }
  });

  test("the same seed gives the same samples; a subject does not depend on who else is simulated", () => {
    const again = cohortSimulate(config);
    expect(again[3].stack.re).toEqual(cohort[3].stack.re);
    const fewer = cohortSimulate({ ...config, sites: 2 });
    expect(fewer[3].stack.re).toEqual(cohort[3].stack.re);
    expect(cohortSimulate({ ...config, seed: 8 })[3].stack.re).not.toEqual(cohort[3].stack.re);
  });

  test("subjects and sites differ", () => {
    const gaba = cohort.map(({ truth }) => truth.concentrations.GABA);
    expect(new Set(gaba).size).toBe(36);
    expect(Math.max(...gaba) / Math.min(...gaba)).toBeGreaterThan(1.1);
  });

  test("the truth is the data: what it tells, taken off, leaves noise of the stated SD", () => {
    const { stack, truth } = cohort[0];
    const points = stack.shape[1];
    let sum = 0;
    const checked = [0, 7, 14, 21, 28, 35];
    for (const i of checked) {
      const [re, im] = transientFromTruth(cohort[0], i);
      for (let t = 0; t < points; t++) {
        sum += (stack.re[i * points + t] - re[t]) ** 2 + (stack.im[i * points + t] - im[t]) ** 2;
      }
    }
    const sd = Math.sqrt(sum / (2 * checked.length * points));
    // 24576 samples: standard error of the SD is 0.45 %
    expect(sd / truth.noiseSd).toBeGreaterThan(0.98);
    expect(sd / truth.noiseSd).toBeLessThan(1.02);
  });

  test("a single OFF transient has a tCr SNR near 10, as Big GABA's 90 to 207 over 160 averages tell", () => {
    const snr = cohort.map(({ stack }) => spectrumSnr(stackToSpectra(stackSelect(stack, [0])), 0)!);
    for (const value of snr) {
      expect(value).toBeGreaterThan(5);
      expect(value).toBeLessThan(18);
    }
  });

  test("noiseSdForSnr gives the SNR asked for", () => {
    const { clean } = cohort[0];
    const off = stackSelect(clean, [0]);
    const sd = noiseSdForSnr(off, 100);
    const spectra = stackToSpectra(off);
    const [first, last] = ppmWindow(spectra.ppm, 2.9, 3.1);
    const peak = Math.max(
      ...spectra.re.slice(first, last).map((v, k) => Math.hypot(v, spectra.im[first + k])),
    );
    expect(peak / (sd * Math.sqrt(2048))).toBeCloseTo(100, 4);
  });

  test("processed, it looks like the scans it stands for: Cr FWHM 4.9 to 8 Hz, GABA and Glx in the difference", () => {
    for (const { stack } of cohort.slice(0, 3)) {
      const { off, difference } = stackEdit(stack);
      const { linewidth } = spectrumSingletFit(stackToSpectra(off, { points: 8192 }));
      expect(linewidth).toBeGreaterThan(4);
      expect(linewidth).toBeLessThan(9);
      const { re, ppm } = stackToSpectra(difference);
      const area = (low: number, high: number): number => {
        const [first, last] = ppmWindow(ppm, low, high);
        return re.subarray(first, last).reduce((a, b) => a + b, 0);
      };
      expect(area(2.9, 3.1)).toBeGreaterThan(0);
      expect(area(3.65, 3.85)).toBeGreaterThan(0);
      expect(area(1.9, 2.1)).toBeLessThan(0);
    }
  });
});

describe("PRESS TE 35", () => {
  test("one averaged transient a subject, without labels, singlets where they belong", () => {
    const [subject] = cohortSimulate({ ...cohortConfig("press-te35", 3), sites: 1, subjectsPerSite: 1 });
    expect(subject.stack.shape).toEqual([1, 2048]);
    expect(subject.stack.labels).toBeUndefined();
    // the foot of a water line twenty times as high as NAA would pull
    const { frequency } = stackReference(stackWaterRemove(subject.stack));
    // found against the truth: the frequency offset undone, within a fifth of a line width: a skewed line is not highest at its mean
    expect(Math.abs(frequency + subject.truth.frequency[0])).toBeLessThan(1.2);
  });
});

test("MM3co is 41 to 49 % of GABA+ for a typical subject", () => {
  // PMC4909570, through data/macromolecules.json; the spread over subjects is 12 %
  const many = cohortSimulate({ ...cohortConfig("quick", 1), sites: 6, subjectsPerSite: 4, transients: 1 });
  const { tissue } = cohortBasis("megaPress68");
  const shares = many.map(({ truth }) => {
    const relaxed = Math.exp(-0.068 / tissue.GABA.t2[0]) * (1 - Math.exp(-2 / tissue.GABA.t1[0]));
    const gaba = 2 * truth.concentrations.GABA * relaxed;
    return truth.macromolecules.MM3co / (truth.macromolecules.MM3co + gaba);
  });
  const mean = shares.reduce((a, b) => a + b, 0) / shares.length;
  expect(mean).toBeGreaterThan(0.41);
  expect(mean).toBeLessThan(0.49);
});
