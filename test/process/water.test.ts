import { beforeAll, describe, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import type { CohortSubject } from "../../lib/cohort/index.js";
import { complexEigenvalues } from "../../lib/process/complexEigenvalues.js";
import { hankelBasis } from "../../lib/process/hankelBasis.js";
import {
  fidDecompose,
  scanProcess,
  stackReference,
  stackWaterRemove,
  stackWaterRemoveJoint,
} from "../../lib/process/index.js";
import type { DampedComponent } from "../../lib/process/index.js";
import { readScan } from "../../lib/io/index.js";
import {
  fidStack,
  ppmWindow,
  randomSource,
  stackAverage,
  stackConcat,
  stackSelect,
  stackToSpectra,
} from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";
import { pressScans } from "../pressScans.js";

const HEADER = { dwellTime: 1 / 2000, spectrometerFrequency: 127.75, referencePpm: 4.68 };

function fidOf(components: readonly DampedComponent[], points = 2048): FidStack {
  const re = new Float32Array(points);
  const im = new Float32Array(points);
  for (let t = 0; t < points; t++) {
    const time = t / 2000;
    for (const { frequency, damping, amplitude, phase } of components) {
      const size = amplitude * Math.exp(-damping * time);
      re[t] += size * Math.cos(2 * Math.PI * frequency * time + phase);
      im[t] += size * Math.sin(2 * Math.PI * frequency * time + phase);
    }
  }
  return fidStack({ ...HEADER, re, im, shape: [1, points] });
}

/** Largest magnitude in a ppm range. */
function peak(stack: FidStack, low: number, high: number): number {
  const { re, im, ppm } = stackToSpectra(stack);
  const [first, last] = ppmWindow(ppm, low, high);
  let top = 0;
  for (let k = first; k < last; k++) top = Math.max(top, Math.hypot(re[k], im[k]));
  return top;
}

function less(a: FidStack, b: FidStack): FidStack {
  const minus = (x: Float32Array, y: Float32Array): Float32Array => x.map((value, k) => value - y[k]);
  return { ...a, re: minus(a.re, b.re), im: minus(a.im, b.im) };
}

describe("linear algebra", () => {
  test("eigenvalues of a complex matrix: those it was made from, conjugates and repeats among them", () => {
    // A triangular matrix has its diagonal as eigenvalues; 1 + 2i and 1 - 2i are what an embedding mixes up.
    const wanted = [
      [1, 2],
      [1, -2],
      [0.5, 0],
      [0.5, 0.1],
      [-3, 1],
    ];
    const re = new Float64Array(25);
    const im = new Float64Array(25);
    const random = randomSource(3);
    for (let row = 0; row < 5; row++) {
      [re[row * 6], im[row * 6]] = wanted[row];
      for (let k = row * 5 + row + 1; k < (row + 1) * 5; k++)
        [re[k], im[k]] = [random.normal(), random.normal()];
    }
    const found = complexEigenvalues(re, im, 5);
    for (const [x, y] of wanted) {
      const nearest = Math.min(...[...found.re].map((value, k) => Math.hypot(value - x, found.im[k] - y)));
      expect(nearest).toBeLessThan(1e-9);
    }
  });

  test("a Hankel matrix of one oscillation has one singular value, the norm of its matrix", () => {
    const { re, im } = fidOf([{ frequency: 40, damping: 10, amplitude: 1, phase: 0.4 }], 256);
    const found = hankelBasis(Float64Array.from(re), Float64Array.from(im), 128, 4);
    let frobenius = 0;
    for (let i = 0; i < 128; i++) {
      for (let j = 0; j < 129; j++) frobenius += re[i + j] ** 2 + im[i + j] ** 2;
    }
    expect(found.values[0] / Math.sqrt(frobenius)).toBeCloseTo(1, 10);
    // the rest is the rounding of the samples to single precision
    expect((found.values[1] ?? 0) / found.values[0]).toBeLessThan(1e-6);
  });
});

describe("decomposition", () => {
  const truth: DampedComponent[] = [
    { frequency: 0, damping: 20, amplitude: 100, phase: 0.3 },
    { frequency: 50, damping: 10, amplitude: 10, phase: 1 },
    // the mirror image of the one before: same |frequency|, same damping
    { frequency: -50, damping: 10, amplitude: 10, phase: -2 },
    { frequency: -210, damping: 12, amplitude: 5, phase: 0 },
    // two lines 2 Hz apart
    { frequency: -340, damping: 15, amplitude: 8, phase: 0.5 },
    { frequency: -342, damping: 30, amplitude: 3, phase: 0.7 },
  ];

  test("finds exact components again, frequency, damping, amplitude and phase", () => {
    const found = fidDecompose(fidOf(truth));
    for (const component of truth) {
      const nearest = found.reduce((a, b) =>
        Math.abs(a.frequency - component.frequency) < Math.abs(b.frequency - component.frequency) ? a : b,
      );
      // single-precision samples: 1e-7 of the largest, some 1e-4 of the smaller of the close pair
      expect(nearest.frequency).toBeCloseTo(component.frequency, 3);
      expect(nearest.damping).toBeCloseTo(component.damping, 2);
      expect(nearest.amplitude).toBeCloseTo(component.amplitude, 3);
      expect(nearest.phase).toBeCloseTo(component.phase, 3);
    }
    expect(found.filter(({ amplitude }) => amplitude > 1e-2)).toHaveLength(truth.length);
  });

  test("a silent FID has no components; a short one is no trouble", () => {
    expect(fidDecompose(fidOf([], 64))).toEqual([]);
    const [line] = fidDecompose(fidOf(truth.slice(0, 1), 40), 0, { components: 1 });
    expect(line.amplitude).toBeCloseTo(100, 2);
  });
});

describe("water removal", () => {
  let subject: CohortSubject;
  beforeAll(() => {
    [subject] = cohortSimulate({ ...cohortConfig("quick", 5), sites: 1, subjectsPerSite: 1 });
  });

  test("simulated: water of 10 times NAA is gone, NAA, Cr and Cho keep more than 99 %", () => {
    const dry = stackReference(stackSelect(subject.clean, [0])).stack;
    const naa = peak(dry, 1.9, 2.1);
    // 3 Hz and 12 Hz wide lines; amplitude such that the spectrum's water peak is about 10 times NAA
    const water = fidOf([
      { frequency: 0.5, damping: 20, amplitude: (8 * naa * 20) / 2000, phase: 1.1 },
      { frequency: -6, damping: 40, amplitude: (3 * naa * 40) / 2000, phase: -0.4 },
    ]);
    const random = randomSource(8);
    // the noise of an average of 160
    const sd = subject.truth.noiseSd / Math.sqrt(160);
    const noisy = (samples: Float32Array): Float32Array =>
      samples.map((value) => value + sd * random.normal());
    const clean = { ...dry, re: noisy(dry.re), im: noisy(dry.im) };
    const wet = {
      ...clean,
      re: clean.re.map((value, t) => value + water.re[t]),
      im: clean.im.map((value, t) => value + water.im[t]),
    };
    expect(peak(wet, 4.5, 4.9) / naa).toBeGreaterThan(5);
    const removed = stackWaterRemove(wet);
    for (const [low, high] of [
      [1.9, 2.1],
      [2.95, 3.1],
      [3.15, 3.3],
    ]) {
      const change = peak(less(removed, clean), low, high) / peak(clean, low, high);
      expect(change, `${low}-${high} ppm`).toBeLessThan(0.01);
    }
    // what is left is no more than ten SDs of the noise: nothing of a line hundreds of times that
    expect(peak(less(removed, clean), 4.5, 4.85)).toBeLessThan(10 * sd * Math.sqrt(2048));
    expect(removed.history[removed.history.length - 1]).toMatch(/water removal: HLSVD, 32 components/);
  });

  test("2048 points take less than 100 ms", () => {
    const one = stackSelect(subject.stack, [0]);
    const times = Array.from({ length: 12 }, () => {
      const start = process.cpuUsage();
      stackWaterRemove(one);
      return process.cpuUsage(start).user / 1000;
    });
    // The processor's time, the least of twelve: others may be using the machine
    expect(Math.min(...times)).toBeLessThan(100);
  });
});

describe.skipIf(!MRS_DATA)("measured water (skipped: no MRS_DATA)", () => {
  /** Height of a line over the straight complex line between the ends of its range: the foot of the water rightly goes. */
  function height(stack: FidStack, low: number, high: number): number {
    const { re, im, ppm } = stackToSpectra(stack, { points: 8192 });
    const [first, last] = ppmWindow(ppm, low, high);
    let top = 0;
    for (let k = first; k < last; k++) {
      const along = (k - first) / (last - 1 - first);
      const chord = (part: Float32Array): number => part[first] * (1 - along) + part[last - 1] * along;
      top = Math.max(top, Math.hypot(re[k] - chord(re), im[k] - chord(im)));
    }
    return top;
  }

  test("PRESS: below 3 % in ten scans, NAA, Cr and Cho within 1 %", async () => {
    const scans = (await pressScans()).filter((_, k) => k % 7 === 0);
    for (const { id, stack } of scans) {
      const before = stackReference(stack).stack;
      const after = stackWaterRemove(before);
      expect(peak(after, 4.4, 4.85) / peak(before, 4.4, 4.85), id).toBeLessThan(0.03);
      for (const [low, high] of [
        [1.9, 2.1],
        [2.95, 3.1],
        [3.15, 3.3],
      ]) {
        const ratio = height(after, low, high) / height(before, low, high);
        expect(Math.abs(ratio - 1), `${id} ${low}`).toBeLessThan(0.01);
      }
    }
  });

  test("MEGA: gone from OFF and ON", async () => {
    const stack = await readScan(`${MRS_DATA}/megapress_invivo/spant_mpress_drift.SDAT`);
    const wet = scanProcess(stack, { waterRemove: false });
    const dry = scanProcess(stack);
    if (wet.kind !== "mega" || dry.kind !== "mega") throw new Error("the scan is edited");
    expect(peak(dry.off, 4.4, 4.85) / peak(wet.off, 4.4, 4.85)).toBeLessThan(0.02);
    expect(peak(dry.on, 4.4, 4.85) / peak(wet.on, 4.4, 4.85)).toBeLessThan(0.02);
    // of the removal alone: the whole chain turns the phase again
    const kept = height(stackWaterRemove(wet.off), 2.95, 3.1) / height(wet.off, 2.95, 3.1);
    expect(Math.abs(kept - 1)).toBeLessThan(0.01);
  });
});

describe("water of many transients together", () => {
  test("the mean of the results is the result of the mean, and each transient is dry", () => {
    // Two metabolite lines that stay and a water line whose amplitude and phase are each transient's own
    const lines = [-340, -210].map((frequency) => ({ frequency, damping: 15, amplitude: 1, phase: 0 }));
    const transients = [2, 5, 9].map((amplitude, k) =>
      fidOf([...lines, { frequency: 3, damping: 25, amplitude, phase: 0.4 * k }]),
    );
    const wet = stackConcat(transients);
    const dry = stackWaterRemoveJoint(wet);
    const together = stackToSpectra(stackAverage(dry));
    const alone = stackToSpectra(stackWaterRemove(stackAverage(wet)));
    const clean = stackToSpectra(fidOf(lines));
    const highest = Math.max(...clean.re);
    together.re.forEach((value, k) => expect(Math.abs(value - alone.re[k])).toBeLessThan(1e-4 * highest));
    const each = stackToSpectra(dry);
    each.re.forEach((value, k) => expect(Math.abs(value - clean.re[k % 2048])).toBeLessThan(1e-3 * highest));
  });
});
