import { beforeAll, describe, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { readScan } from "../../lib/io/index.js";
import {
  scanProcess,
  spectrumSingletFit,
  stackAlign,
  stackClassify,
  stackEdit,
  stackLabelled,
  stackReference,
} from "../../lib/process/index.js";
import type { StackClassified } from "../../lib/process/index.js";
import {
  EDIT_OFF,
  EDIT_ON,
  ppmWindow,
  stackSelect,
  stackShift,
  stackToSpectra,
} from "../../lib/signal/index.js";
import type { FidStack, SpectrumStack } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";
import { pressScans } from "../pressScans.js";

const [subject] = cohortSimulate({ ...cohortConfig("quick", 11), sites: 1, subjectsPerSite: 1 });

function highest({ re, ppm }: SpectrumStack, low: number, high: number): number {
  const [first, last] = ppmWindow(ppm, low, high);
  let top = first;
  for (let k = first; k < last; k++) if (re[k] > re[top]) top = k;
  return ppm[top];
}

function median(values: number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
}

describe("on simulated scans, where the truth is known", () => {
  test("alignment finds each transient's drift to 0.3 Hz and 2 degrees (median, single-transient SNR near 10)", () => {
    const members = stackLabelled(subject.stack, EDIT_OFF);
    const { frequency, phase } = stackAlign(stackSelect(subject.stack, members));
    // what is added undoes the truth up to a constant of the whole stack
    const offset = (found: Float64Array, truth: number[]): number[] => {
      const sum = members.map((i, k) => found[k] + truth[i]);
      const middle = median(sum);
      return sum.map((value) => Math.abs(value - middle));
    };
    expect(median(offset(frequency, subject.truth.frequency))).toBeLessThan(0.3);
    const degrees = offset(phase, subject.truth.phase).map((value) => (value * 180) / Math.PI);
    expect(median(degrees)).toBeLessThan(2);
  });

  test("a shift put in is taken out", () => {
    const off = stackSelect(subject.clean, [0]);
    const moved = stackShift(off, { frequency: 6.5, phase: 1.1 });
    const { frequency, phase } = stackAlign(moved, { reference: off });
    // the band is cut at fixed ppm, so that what stands at its edges differs a little
    expect(frequency[0]).toBeCloseTo(-6.5, 1);
    expect(phase[0]).toBeCloseTo(-1.1, 1);
    // a fine axis has 0.24 Hz
    expect(stackReference(moved).frequency - stackReference(off).frequency).toBeCloseTo(-6.5, 0);
  });

  test.each([
    ["alternating", (i: number) => i % 2],
    ["pairs", (i: number) => Math.floor(i / 2) % 2],
    ["halves", (i: number) => (i < 10 ? 0 : 1)],
  ])("OFF and ON are found in the order %s, ON first or last, inverted or not", (order, group) => {
    const off = stackLabelled(subject.stack, EDIT_OFF);
    const on = stackLabelled(subject.stack, EDIT_ON);
    for (const flipped of [false, true]) {
      const taken = { off: 0, on: 0 };
      const truth = Array.from({ length: 20 }, (_, i) => (flipped ? 1 - group(i) : group(i)));
      const members = truth.map((label) => (label === EDIT_ON ? on[taken.on++] : off[taken.off++]));
      const { labels: _, ...mixed } = stackSelect(subject.stack, members);
      const phase = truth.map((label) => (flipped && label === EDIT_ON ? Math.PI : 0));
      const found = stackClassify(stackShift(mixed, { phase }));
      expect([...found.stack.labels!]).toEqual(truth);
      expect(found.order).toBe(order);
      expect(found.inverted).toBe(flipped);
    }
  });

  test("labels make the groups where no order does, and the data say which is OFF", () => {
    // 3 + 7, shuffled
    const order = [3, 8, 0, 12, 5, 7, 16, 9, 1, 14].filter((i) => i < subject.stack.shape[0]);
    const mixed = stackSelect(subject.stack, order);
    const found = stackClassify(mixed);
    expect(found.order).toBe("labels");
    expect([...found.stack.labels!]).toEqual([...mixed.labels!]);
    const swapped = { ...mixed, labels: mixed.labels!.map((label) => 1 - label) };
    expect([...stackClassify(swapped).stack.labels!]).toEqual([...mixed.labels!]);
    const noisy = scanProcess(mixed);
    expect(noisy.kind === "mega" && noisy.editing.order).toBe("labels");
  });

  test("a scan that is not edited is refused", () => {
    const off = stackSelect(subject.stack, stackLabelled(subject.stack, EDIT_OFF));
    expect(() => stackClassify(off)).toThrow("expected transients with NAA (OFF) and without (ON)");
  });

  test("the singlet fit gives the line's width and phase back", () => {
    const off = stackReference(stackSelect(subject.clean, [0])).stack;
    const turned = stackShift(off, { phase: 0.7 });
    const points = { points: 8192 };
    const upright = spectrumSingletFit(stackToSpectra(off, points));
    expect(spectrumSingletFit(stackToSpectra(turned, points)).phase - upright.phase).toBeCloseTo(0.7, 2);
    // Voigt width of tCr by Olivero and Longbothum's formula, from the truth
    const [l, g] = [subject.truth.lorentzianWidths.Cr, subject.truth.gaussianWidth];
    const voigt = 0.5346 * l + Math.sqrt(0.2166 * l * l + g * g);
    // a Lorentzian fitted to a mostly Gaussian line over macromolecules is off by up to a quarter
    expect(upright.linewidth / voigt).toBeGreaterThan(0.8);
    expect(upright.linewidth / voigt).toBeLessThan(1.25);
  });
});

describe.skipIf(!MRS_DATA)("on measured scans (skipped: no MRS_DATA)", () => {
  test("68 PRESS scans: NAA, Cr and Cho at 2.01, 3.03 and 3.21 ppm within 0.05 after referencing", async () => {
    const scans = await pressScans();
    expect(scans).toHaveLength(68);
    for (const { id, stack } of scans) {
      const spectra = stackToSpectra(stackReference(stack).stack, { points: 8192 });
      for (const ppm of [2.01, 3.03, 3.21]) {
        expect(Math.abs(highest(spectra, ppm - 0.08, ppm + 0.08) - ppm), `${id} ${ppm}`).toBeLessThan(0.05);
      }
    }
  });

  describe("the MEGA-PRESS scan", () => {
    let stack: FidStack;
    let classified: StackClassified;
    beforeAll(async () => {
      stack = await readScan(`${MRS_DATA}/megapress_invivo/spant_mpress_drift.SDAT`);
      classified = stackClassify(stack);
    });

    test("40 dynamics: even ones ON, stored inverted, as its description tells", () => {
      expect([...classified.stack.labels!]).toEqual(
        Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? EDIT_ON : EDIT_OFF)),
      );
      expect(classified).toMatchObject({ order: "alternating", inverted: true });
    });

    test("the same through NIfTI-MRS", async () => {
      const other = await readScan(`${MRS_DATA}/megapress_invivo/spant_mpress_drift_svs.nii.gz`);
      expect(stackClassify(other).stack.labels).toEqual(classified.stack.labels);
    });

    test("its drift of about 13 Hz is found and removed", () => {
      const off = stackSelect(classified.stack, stackLabelled(classified.stack, EDIT_OFF));
      const { frequency, stack: aligned } = stackAlign(off);
      // README of the data: about -13 Hz over the scan
      expect(frequency[frequency.length - 1] - frequency[0]).toBeGreaterThan(11);
      expect(frequency[frequency.length - 1] - frequency[0]).toBeLessThan(15);
      const again = stackAlign(aligned).frequency;
      expect(Math.max(...again) - Math.min(...again)).toBeLessThan(0.3);
    });

    test("DIFF shows GABA near 3.0 and Glx near 3.75 ppm, and no NAA", () => {
      const { difference } = stackEdit(classified.stack);
      const spectra = stackToSpectra(difference, { points: 8192 });
      expect(Math.abs(highest(spectra, 2.7, 3.3) - 3.0)).toBeLessThan(0.1);
      expect(Math.abs(highest(spectra, 3.5, 4.0) - 3.75)).toBeLessThan(0.1);
      const [first, last] = ppmWindow(spectra.ppm, 1.9, 2.1);
      expect(Math.min(...spectra.re.subarray(first, last))).toBeLessThan(
        -Math.max(...spectra.re.subarray(first, last)),
      );
    });
  });
});
