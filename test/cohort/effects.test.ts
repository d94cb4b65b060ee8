import { inverse, Matrix } from "ml-matrix";
import { describe, expect, test } from "vitest";
import {
  COHORT_EFFECTS,
  cohortConfig,
  cohortEffects,
  cohortPlan,
  cohortSimulate,
  lineshapeFactor,
} from "../../lib/cohort/index.js";
import type { CohortConfig, CohortEffect, CohortSubject } from "../../lib/cohort/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import { scanCoilsCombine, stackClassify, stackEddyCorrect } from "../../lib/process/index.js";
import { ppmWindow, stackSelect, stackToSpectra } from "../../lib/signal/index.js";
import { transientFromTruth } from "./transientFromTruth.js";

const config: CohortConfig = { ...cohortConfig("quick", 5), sites: 1, subjectsPerSite: 1 };
const one = (other: Partial<CohortConfig> = {}): CohortSubject => cohortSimulate({ ...config, ...other })[0];
const whole = one();

/** The size of a - b relative to b. */
function apart(a: FidStack, b: FidStack): number {
  let [difference, size] = [0, 0];
  a.re.forEach((value, k) => {
    difference += (value - b.re[k]) ** 2 + (a.im[k] - b.im[k]) ** 2;
    size += b.re[k] ** 2 + b.im[k] ** 2;
  });
  return Math.sqrt(difference / size);
}

describe("every effect has its switch", () => {
  /** What each effect alone decides of the truth. */
  const own: Record<CohortEffect, (truth: CohortSubject["truth"]) => unknown> = {
    relaxation: ({ lorentzianWidths }) => lorentzianWidths,
    macromolecules: ({ macromolecules }) => macromolecules,
    lipids: ({ lipids }) => lipids,
    waterSuppression: () => undefined,
    lineshape: ({ gaussianWidth, skew }) => [gaussianWidth, skew],
    eddyCurrents: ({ eddyCurrents }) => eddyCurrents,
    baseline: ({ baseline }) => baseline,
    receiver: ({ firstSamples }) => firstSamples,
    water: ({ water }) => water,
    drift: ({ courses }) => courses.drift,
    respiration: ({ courses }) => courses.respiration,
    steps: ({ courses }) => courses.steps,
    phase: ({ courses }) => courses.phase,
    amplitude: ({ courses }) => courses.amplitude,
    broadening: ({ courses }) => courses.broadening,
    motion: ({ courses, motion }) => [courses.motion, motion],
    subtraction: ({ courses }) => courses.subtraction,
    noise: ({ noiseSd }) => noiseSd,
  };

  test.each(COHORT_EFFECTS.map((effect) => [effect]))(
    "%s: switched off it is gone, all others drew the same numbers",
    (effect) => {
      const { truth, clean, stack } = one({ without: [effect] });
      expect(truth.effects).toEqual(COHORT_EFFECTS.filter((other) => other !== effect));
      for (const other of COHORT_EFFECTS) {
        // Relaxed, macromolecules have another area by their T2, which is no draw.
        const byPhysics = effect === "relaxation" && (other === "macromolecules" || other === "lipids");
        if (other === effect || byPhysics) continue;
        expect(own[other](truth), other).toEqual(own[other](whole.truth));
      }
      expect(truth.concentrations).toEqual(whole.truth.concentrations);
      if (effect !== "waterSuppression") expect(own[effect](truth)).not.toEqual(own[effect](whole.truth));
      const ofClean: CohortEffect[] = [
        "relaxation",
        "macromolecules",
        "lipids",
        "waterSuppression",
        "lineshape",
      ];
      // the noise-free reference holds these and nothing of the scan
      if (ofClean.includes(effect)) expect(apart(clean, whole.clean)).toBeGreaterThan(1e-3);
      else expect(clean.re).toEqual(whole.clean.re);
      // a subject may go through so short a scan without a step or a movement
      const mayBeNone = effect === "steps" || effect === "motion";
      if (!mayBeNone) expect(stack.re).not.toEqual(whole.stack.re);
    },
  );

  test("without any that moves, adds or bends, each transient is the noise-free FID turned by the scan's offsets", () => {
    const kept = ["relaxation", "macromolecules", "lipids", "waterSuppression", "lineshape"];
    const bare = one({ without: COHORT_EFFECTS.filter((effect) => !kept.includes(effect)) });
    const { stack, clean, truth } = bare;
    for (const i of [0, 1, 38]) {
      for (const t of [0, 1, 100, 1000]) {
        const angle = truth.phaseOffset + 2 * Math.PI * truth.frequencyOffset * t * stack.dwellTime;
        const [a, b] = [clean.re[(i % 2) * 2048 + t], clean.im[(i % 2) * 2048 + t]];
        expect(stack.re[i * 2048 + t]).toBeCloseTo(a * Math.cos(angle) - b * Math.sin(angle), 3);
      }
    }
  });

  test("a name that is none is refused", () => {
    expect(() => cohortEffects(["water", "ghosts"], "--without")).toThrow(
      "--without is ghosts; expected one of relaxation",
    );
  });
});

test("the line shape is a distribution: 1 and unbroadened at t = 0, its mean at 0 Hz, its tail on one side", () => {
  const { re, im } = lineshapeFactor(2048, 0.0005, 5, 2);
  expect([re[0], im[0]]).toEqual([1, 0]);
  // the phase of a Fourier transform begins with the mean, here 0, and then with the third moment: skew^3 / 3
  expect(Math.abs(im[1])).toBeLessThan(1e-6);
  const t = 10;
  expect(im[t] / re[t]).toBeCloseTo((-2 * (2 * Math.PI * 2 * t * 0.0005) ** 3) / 6, 3);
  const still = lineshapeFactor(2048, 0.0005, 5, 0);
  // exp(-(pi w t)^2 / (4 ln 2)): half its height at w / 2 of the spectrum
  expect(still.re[100]).toBeCloseTo(Math.exp(-((Math.PI * 5 * 0.05) ** 2) / (4 * Math.LN2)), 12);
});

describe("water reference", () => {
  test("bent by the same currents: Klose's correction takes them out of the scan", () => {
    const without = COHORT_EFFECTS.filter(
      (effect) => !["relaxation", "lineshape", "eddyCurrents"].includes(effect),
    );
    const { stack, reference, clean, truth } = one({ without, transients: 1 });
    // the reference is on water, whose place and phase the scan is then told relative to
    const offset = (truth.waterPpm - 4.68) * stack.spectrometerFrequency;
    const corrected = stackEddyCorrect(stackSelect(stack, [0]), reference);
    const wanted = transientFromTruth(
      {
        ...whole,
        stack,
        clean,
        truth: { ...truth, eddyCurrents: [], phase: [0, 0], frequency: [-offset, -offset] },
      },
      0,
    );
    let [difference, bent, size] = [0, 0, 0];
    for (let t = 0; t < 600; t++) {
      difference += (corrected.re[t] - wanted[0][t]) ** 2 + (corrected.im[t] - wanted[1][t]) ** 2;
      bent += (stack.re[t] - wanted[0][t]) ** 2 + (stack.im[t] - wanted[1][t]) ** 2;
      size += wanted[0][t] ** 2 + wanted[1][t] ** 2;
    }
    expect(Math.sqrt(difference / size)).toBeLessThan(0.02);
    expect(Math.sqrt(bent / size)).toBeGreaterThan(0.1);
  });

  test("its size is that of the water in the voxel", () => {
    const { truth, reference } = whole;
    const signal = truth.waterReference.reduce((sum, compartment) => sum + compartment.signal, 0);
    // the second sample, which the receiver has nearly settled for
    expect(Math.hypot(reference.re[1], reference.im[1]) / signal).toBeCloseTo(1.05, 1);
    // 2 protons x about 40 mol/l, of which T1 and T2 leave some 40 % at TE 68
    expect(signal / 80000).toBeGreaterThan(0.25);
    expect(signal / 80000).toBeLessThan(0.6);
  });
});

describe("coils", () => {
  const received = one({ coils: 8, transients: 4, without: ["water"] });

  test("transients come coil by coil, each with its noise and its labels", () => {
    expect(received.stack.shape).toEqual([64, 2048]);
    expect(received.stack.dimensions!.map(({ tag, size }) => `${tag} ${size}`)).toEqual([
      "DIM_COIL 8",
      "DIM_DYN 4",
      "DIM_EDIT 2",
    ]);
    expect(received.reference.shape).toEqual([8, 2048]);
    const { noiseSd, correlation } = received.truth.coils!;
    const silent = one({ coils: 8, transients: 4, without: ["water", "noise"] }).stack;
    const noise = received.stack.re.map((value, k) => value - silent.re[k]);
    const rows = 8 * 2048;
    const product = (a: number, b: number): number => {
      let sum = 0;
      for (let k = 0; k < rows; k++) sum += noise[a * rows + k] * noise[b * rows + k];
      return sum / rows / noiseSd ** 2;
    };
    // 16384 samples: standard error .011 of a variance, .008 of a correlation
    expect(product(3, 3)).toBeCloseTo(1, 1);
    expect(Math.abs(product(3, 4) - correlation)).toBeLessThan(0.04);
    expect(Math.abs(product(2, 4) - correlation ** 2)).toBeLessThan(0.04);
  });

  test("combined by the water reference they are the transients again, up to the best coil's factor", () => {
    const { stack: combined } = scanCoilsCombine(received.stack, received.reference);
    const { truth } = received;
    expect([...combined.labels!]).toEqual([0, 1, 0, 1, 0, 1, 0, 1]);
    const size = truth.coils!.re.map((re, c) => Math.hypot(re, truth.coils!.im[c]));
    const best = size.indexOf(Math.max(...size));
    const [bx, by] = [truth.coils!.re[best], truth.coils!.im[best]];
    let [sum, count] = [0, 0];
    for (const i of [0, 3, 7]) {
      const [re, im] = transientFromTruth(received, i);
      for (let t = 0; t < 2048; t++) {
        sum += (combined.re[i * 2048 + t] - (re[t] * bx - im[t] * by)) ** 2;
        sum += (combined.im[i * 2048 + t] - (re[t] * by + im[t] * bx)) ** 2;
        count += 2;
      }
    }
    // The least noise that there is: 1 / (s* R^-1 s), s the sensitivities, R the correlation of the coils' noise.
    const { re, im, correlation, noiseSd } = truth.coils!;
    const coils = [...re.keys()];
    const whitening = inverse(new Matrix(coils.map((a) => coils.map((b) => correlation ** Math.abs(a - b)))));
    let power = 0;
    for (const a of coils) {
      for (const b of coils) power += (re[a] * re[b] + im[a] * im[b]) * whitening.get(a, b);
    }
    const expected = (noiseSd * Math.hypot(bx, by)) / Math.sqrt(power);
    expect(Math.sqrt(sum / count) / expected).toBeCloseTo(1, 1);
    // without a reference the same, from the scan itself
    expect(apart(scanCoilsCombine(received.stack).stack, combined)).toBeLessThan(0.2);
  });
});

describe("vendors, as they store", () => {
  const stored = cohortSimulate({
    ...cohortConfig("big-gaba", 3),
    sites: 3,
    subjectsPerSite: 1,
    transients: 8,
  });

  test("three vendors in turn, each with its points, dwell time, frequency", () => {
    const seen = stored.map(({ stack, truth }) => [
      truth.vendor,
      stack.shape[1],
      stack.dwellTime,
      stack.spectrometerFrequency,
    ]);
    expect(seen).toEqual([
      ["ge", 4096, 0.0002, 127.714379],
      ["philips", 2048, 0.0005, 127.75],
      ["siemens", 2048, 0.0005, 123.25],
    ]);
    expect(cohortPlan(cohortConfig("big-gaba", 1))).toHaveLength(288);
  });

  test("order and sign are found from the data, as the truth has them", () => {
    for (const { stack, truth } of stored) {
      expect(stack.labels).toBeUndefined();
      const found = stackClassify(stack);
      expect([...found.stack.labels!].map((label) => ["OFF", "ON"][label])).toEqual(truth.condition);
      expect(found.inverted).toBe(truth.inverted !== undefined);
    }
    expect(stored.map(({ truth }) => truth.condition.slice(0, 2).join())).toEqual([
      "OFF,OFF",
      "OFF,ON",
      "ON,OFF",
    ]);
  });
});

describe("phantom", () => {
  test("holds what is known, and nothing that only a body has; its lines are narrow and lie 0.15 ppm lower", () => {
    const [subject, other] = cohortSimulate({
      ...cohortConfig("phantom", 2),
      sites: 1,
      subjectsPerSite: 2,
      transients: 2,
    });
    const { truth } = subject;
    expect(truth.concentrations).toEqual({ NAA: 12.5, Cr: 10, Cho: 3, mI: 7.5, Glu: 12.5, Lac: 5, GABA: 2 });
    expect(other.truth.concentrations).toEqual(truth.concentrations);
    expect([truth.macromolecules, truth.lipids, truth.motion]).toEqual([{}, undefined, []]);
    const spectra = stackToSpectra(stackSelect(subject.stack, [0]), { points: 16384 });
    const [first, last] = ppmWindow(spectra.ppm, 1.7, 2.1);
    let top = first;
    for (let k = first; k < last; k++)
      if (Math.hypot(spectra.re[k], spectra.im[k]) > Math.hypot(spectra.re[top], spectra.im[top])) top = k;
    expect(spectra.ppm[top]).toBeCloseTo(2.008 - 0.15, 1.5);
    expect(truth.gaussianWidth).toBeLessThan(4);
  });
});

test("averaged PRESS has residual water as high as the measured: 19 to 27 times NAA over 36 scans", () => {
  const cohort = cohortSimulate({ ...cohortConfig("press-te35", 1), subjectsPerSite: 2 });
  const ratios = cohort.map(({ stack }) => {
    const { re, im, ppm } = stackToSpectra(stack);
    const top = (low: number, high: number): number => {
      const [first, last] = ppmWindow(ppm, low, high);
      return Math.max(
        ...Array.from({ length: last - first }, (_, k) => Math.hypot(re[first + k], im[first + k])),
      );
    };
    return top(4.4, 5) / top(1.9, 2.1);
  });
  const middle = [...ratios].sort((a, b) => a - b)[6];
  expect(middle).toBeGreaterThan(19);
  expect(middle).toBeLessThan(27);
});
