import { describe, expect, test } from "vitest";
import {
  fidStack,
  InputError,
  ppmAxis,
  ppmWindow,
  randomSource,
  spectraToStack,
  stackApodize,
  stackAverage,
  stackConcat,
  stackSelect,
  stackShift,
  stackToSpectra,
  stackZeroFill,
} from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

const HEADER = { dwellTime: 1 / 2000, spectrometerFrequency: 127.75, referencePpm: 4.68 };

/** One damped line at `ppm`, `width` Hz of Lorentzian full width at half maximum. */
function line(ppm: number, width: number, points = 2048, amplitude = 1): FidStack {
  const re = new Float32Array(points);
  const im = new Float32Array(points);
  const hertz = (ppm - HEADER.referencePpm) * HEADER.spectrometerFrequency;
  for (let k = 0; k < points; k++) {
    const t = k * HEADER.dwellTime;
    re[k] = amplitude * Math.exp(-Math.PI * width * t) * Math.cos(2 * Math.PI * hertz * t);
    im[k] = amplitude * Math.exp(-Math.PI * width * t) * Math.sin(2 * Math.PI * hertz * t);
  }
  return fidStack({ ...HEADER, re, im, shape: [1, points] });
}

function peakPpm(stack: FidStack, points?: number): number {
  const spectra = stackToSpectra(stack, { points });
  let top = 0;
  spectra.re.forEach((value, k) => {
    if (value > spectra.re[top]) top = k;
  });
  return spectra.ppm[top];
}

describe("axis and transform", () => {
  test("a line lies where its ppm says: ppm = reference + f / f0", () => {
    // one bin of a fourfold zero-filled axis is 2000 / 8192 / 127.75 = 0.0019 ppm
    for (const ppm of [0.9, 2.01, 3.03, 4.68, 7.5]) expect(peakPpm(line(ppm, 3), 8192)).toBeCloseTo(ppm, 2);
  });

  test("the axis ascends by 1 / (N dwell f0) and holds the reference", () => {
    const ppm = ppmAxis(HEADER, 2048);
    expect(ppm[1] - ppm[0]).toBeCloseTo(2000 / 2048 / 127.75, 12);
    expect(ppm[1024]).toBe(4.68);
    expect(ppmWindow(Float64Array.of(1, 2, 3, 4), 2, 3)).toEqual([1, 3]);
  });

  test("Parseval: sum |fid|^2 = sum |spectrum|^2 / N", () => {
    const stack = line(2.5, 5);
    const energy = (a: { re: Float32Array; im: Float32Array }): number =>
      a.re.reduce((sum, value, k) => sum + value ** 2 + a.im[k] ** 2, 0);
    expect(energy(stackToSpectra(stack)) / 2048 / energy(stack)).toBeCloseTo(1, 6);
  });

  test("to spectra and back is the same FID", () => {
    const stack = stackConcat([line(2, 3), line(3, 4)]);
    const back = spectraToStack(stackToSpectra(stack));
    back.re.forEach((value, k) => expect(Math.abs(value - stack.re[k])).toBeLessThan(1e-6));
    back.im.forEach((value, k) => expect(Math.abs(value - stack.im[k])).toBeLessThan(1e-6));
  });

  test("a length that is no power of two is zero-filled to the next; the line stays", () => {
    const spectra = stackToSpectra(line(3.03, 3, 1500));
    expect(spectra.shape).toEqual([1, 2048]);
    expect(peakPpm(line(3.03, 3, 1500), 8192)).toBeCloseTo(3.03, 2);
  });

  test("a Lorentzian of w Hz has a full width at half maximum of w Hz", () => {
    const spectra = stackToSpectra(line(3, 6), { points: 32768 });
    const half = Math.max(...spectra.re) / 2;
    const above = spectra.re.filter((value) => value > half).length;
    // the baseline of a FID that starts at 1 (not 1/2) lifts the width by less than 1 %
    expect((above * 2000) / 32768).toBeCloseTo(6, 0);
  });
});

describe("steps", () => {
  test("a shift of -3 ppm x f0 moves the line from 3 ppm to 0 ppm of the axis", () => {
    const shifted = stackShift(line(3.03, 3), { frequency: -127.75 });
    expect(peakPpm(shifted, 8192)).toBeCloseTo(2.03, 2);
  });

  test("a phase of pi negates; shift and its opposite cancel", () => {
    const stack = line(3, 3);
    const negated = stackShift(stack, { phase: Math.PI });
    negated.re.forEach((value, k) => expect(Math.abs(value + stack.re[k])).toBeLessThan(1e-6));
    const back = stackShift(stackShift(stack, { frequency: 7, phase: 1 }), { frequency: -7, phase: -1 });
    back.re.forEach((value, k) => expect(Math.abs(value - stack.re[k])).toBeLessThan(1e-6));
  });

  test("per-transient shifts go to their transients", () => {
    const stack = stackConcat([line(3, 3), line(3, 3)]);
    const shifted = stackShift(stack, { frequency: [0, 127.75] });
    expect(peakPpm(stackSelect(shifted, [0]), 8192)).toBeCloseTo(3, 2);
    expect(peakPpm(stackSelect(shifted, [1]), 8192)).toBeCloseTo(4, 2);
  });

  test("Lorentzian widths add: 3 Hz broadened by 4 Hz equals 7 Hz", () => {
    const broadened = stackApodize(line(3, 3), { lorentzian: 4 });
    const direct = line(3, 7);
    broadened.re.forEach((value, k) => expect(Math.abs(value - direct.re[k])).toBeLessThan(1e-6));
  });

  test("a Gaussian of g Hz falls to half at g / 2: exp(-(pi g t)^2 / 4 ln 2)", () => {
    const flat = fidStack({
      ...HEADER,
      re: new Float32Array(4096).fill(1),
      im: new Float32Array(4096),
      shape: [1, 4096],
    });
    const spectra = stackToSpectra(stackApodize(flat, { gaussian: 10 }), { points: 32768 });
    const half = Math.max(...spectra.re) / 2;
    const above = spectra.re.filter((value) => value > half).length;
    expect((above * 2000) / 32768).toBeCloseTo(10, 0);
  });

  test("zero-fill, select, average and concatenate keep what they must", () => {
    const stack = stackConcat([line(2, 3), line(3, 3, 2048, 3)]);
    expect(
      stackZeroFill(stack, 4096)
        .re.slice(2048, 4096)
        .every((value) => value === 0),
    ).toBe(true);
    expect(stackSelect(stack, [1]).re[0]).toBe(3);
    expect(stackAverage(stack).re[0]).toBeCloseTo(2, 6);
    expect(stack.re[0]).toBe(1);
    expect(() => stackSelect(stack, [2])).toThrow("[0, 2)");
    expect(() => stackConcat([line(2, 3), line(2, 3, 1024)])).toThrow("2048 and 1024");
  });
});

describe("at the door", () => {
  const good = { ...HEADER, re: new Float32Array(8), im: new Float32Array(8), shape: [2, 4] as const };
  const cases: [string, Parameters<typeof fidStack>[0], string][] = [
    ["TE in ms", { ...good, echoTime: 35 }, "scan.nii: echoTime is 35; expected seconds in [0, 2]"],
    [
      "zero dwell time",
      { ...good, dwellTime: 0 },
      "scan.nii: dwellTime is 0; expected seconds in [1e-6, 0.01]",
    ],
    [
      "Hz for MHz",
      { ...good, spectrometerFrequency: 127.75e6 },
      "spectrometerFrequency is 127750000; expected MHz",
    ],
    [
      "NaN",
      { ...good, im: Float32Array.of(0, 0, 0, 0, 0, NaN, 0, 0) },
      "sample 1 of transient 1 (im) is NaN",
    ],
    ["size", { ...good, shape: [2, 5] }, "re.length is 8; expected 2 x 5 = 10 samples"],
    [
      "labels",
      { ...good, labels: new Uint8Array(3) },
      "labels.length is 3; expected one label a transient (2)",
    ],
  ];
  test.each(cases)("%s is refused with file, key, value and expectation", (_, parts, message) => {
    expect(() => fidStack(parts, "scan.nii")).toThrow(InputError);
    expect(() => fidStack(parts, "scan.nii")).toThrow(message);
  });

  test("unknown TE and TR stay undefined", () => {
    expect(fidStack(good).echoTime).toBeUndefined();
  });
});

describe("random source", () => {
  test("the same seed gives the same numbers, another seed others", () => {
    const draw = (seed: number): number[] => {
      const random = randomSource(seed);
      return Array.from({ length: 5 }, () => random.normal());
    };
    expect(draw(3)).toEqual(draw(3));
    expect(draw(3)).not.toEqual(draw(4));
  });

  test("a fork depends on seed and label, not on what was drawn before", () => {
    const early = randomSource(1).fork("a").uniform();
    const late = randomSource(1);
    for (let k = 0; k < 10; k++) late.normal();
    expect(late.fork("a").uniform()).toBe(early);
    expect(late.fork("b").uniform()).not.toBe(early);
  });

  test("normal has mean 0, variance 1, kurtosis 3; uniform covers [0, 1)", () => {
    const random = randomSource(5);
    const n = 200_000;
    const x = Float64Array.from({ length: n }, () => random.normal());
    const moment = (p: number): number => x.reduce((sum, value) => sum + value ** p, 0) / n;
    // standard errors at n = 200,000: mean .0022, variance .0032, fourth moment .022
    expect(Math.abs(moment(1))).toBeLessThan(0.01);
    expect(Math.abs(moment(2) - 1)).toBeLessThan(0.015);
    expect(Math.abs(moment(4) - 3)).toBeLessThan(0.1);
    const u = Array.from({ length: 10_000 }, () => random.uniform());
    expect(Math.min(...u)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...u)).toBeLessThan(1);
    expect(u.reduce((a, b) => a + b, 0) / u.length).toBeCloseTo(0.5, 1);
  });

  test("a permutation holds every index once", () => {
    const order = randomSource(2).permutation(100);
    expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 100 }, (_, k) => k));
    expect([...order]).not.toEqual(Array.from({ length: 100 }, (_, k) => k));
  });
});
