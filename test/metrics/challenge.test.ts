import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  challengeLinewidth,
  challengeMse,
  challengeShapeScore,
  challengeSnr,
  challengeWindow,
  spectrumFwhm,
} from "../../lib/metrics/index.js";
import { ppmAxis, ppmWindow } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";

/** Values on an axis of 0.1 ppm from -2.0 to 12.0, real part only. */
function coarse(value: (ppm: number) => number): SpectrumStack {
  const ppm = Float64Array.from({ length: 141 }, (_, k) => (k - 20) / 10);
  const re = Float32Array.from(ppm, value);
  const header = { dwellTime: 5e-4, spectrometerFrequency: 127.75, referencePpm: 4.68, nucleus: "1H" };
  return { ...header, history: [], ppm, re, im: new Float32Array(141), shape: [1, 141] };
}

/** A value at each of some ppm, 0 elsewhere. */
const at =
  (values: Record<string, number>) =>
  (ppm: number): number =>
    values[ppm.toFixed(1)] ?? 0;

describe("worked out by hand on a grid of 0.1 ppm", () => {
  test("a window takes its upper end and leaves the lowest point out, as slices of a descending axis do", () => {
    const spectra = coarse(() => 0);
    const [first, last] = challengeWindow(spectra, 2.8, 3.2)!;
    expect([...spectra.ppm.slice(first, last)].map((ppm) => ppm.toFixed(1))).toEqual([
      "2.9",
      "3.0",
      "3.1",
      "3.2",
    ]);
  });

  test("SNR: a peak of 10 over twice the SD of alternating 1, -1", () => {
    const noise = (ppm: number): number =>
      ppm > 9 ? (Math.round(ppm * 10) % 2 === 0 ? 1 : -1) : ppm.toFixed(1) === "3.0" ? 10 : 0;
    // 10 points 9.9 … 10.8 (9.8 is left out): -1, 1, -1 … Their best parabola is a straight line (sum of k x = 5, sum of
    // k^2 = 82.5 for k = -4.5 … 4.5), which takes 5^2 / 82.5 off the sum of squares of 10.
    expect(challengeSnr(coarse(noise))).toBeCloseTo(10 / (2 * Math.sqrt((10 - 25 / 82.5) / 9)), 4);
  });

  test("line width: outermost points above half, a gap between them does not count", () => {
    expect(challengeLinewidth(coarse(at({ "2.9": 0.6, "3.0": 1, "3.1": 0.9 })))).toBeCloseTo(0.2, 10);
    // 2.9 and 3.2 are above half with 3.1 below: still 3.2 - 2.9
    expect(challengeLinewidth(coarse(at({ "2.9": 0.6, "3.0": 1, "3.1": 0, "3.2": 0.8 })))).toBeCloseTo(
      0.3,
      10,
    );
    // exactly half is not above
    expect(challengeLinewidth(coarse(at({ "2.9": 0.5, "3.0": 1, "3.1": 0.9 })))).toBeCloseTo(0.1, 10);
  });

  test("shape score and MSE of a mirrored shape", () => {
    const gaba = { "2.9": 0, "3.0": 1, "3.1": 0, "3.2": 0 };
    const x = coarse(at({ ...gaba, "3.7": 1 }));
    expect(challengeShapeScore(x, x)).toBeCloseTo(1, 12);
    // upside down: r is -1 in both windows
    expect(
      challengeShapeScore(
        coarse((ppm) => -at({ ...gaba, "3.7": 1 })(ppm)),
        x,
      ),
    ).toBeCloseTo(-1, 12);
    // GABA at the neighbouring point: two unit pulses in 4 points, r = -1/3; Glx as it was
    const moved = coarse(at({ "3.1": 1, "3.7": 1 }));
    expect(challengeShapeScore(moved, x)).toBeCloseTo(0.6 * (-1 / 3) + 0.4, 6);
    // 2.6 … 4.0 are 15 points, two of them differ by 1
    expect(challengeMse(moved, x)).toBeCloseTo(2 / 15, 6);
    expect(challengeMse(x, x)).toBe(0);
    // scaling and offset do not count
    expect(
      challengeMse(
        coarse((ppm) => 7 * at({ ...gaba, "3.7": 1 })(ppm) - 3),
        x,
      ),
    ).toBeCloseTo(0, 10);
  });

  test("no peak, no noise, a flat spectrum or a short axis: undefined, never NaN", () => {
    const flat = coarse(() => 2);
    const peak = coarse(at({ "3.0": 1, "3.1": 0.8 }));
    expect(challengeSnr(flat)).toBeUndefined();
    expect(challengeSnr(coarse((ppm) => -Math.abs(Math.sin(ppm * 50)) - 1))).toBeUndefined();
    expect(challengeSnr(peak)).toBeUndefined();
    expect(challengeLinewidth(flat)).toBeUndefined();
    // nothing to the left of the peak is above half
    expect(challengeLinewidth(coarse(at({ "3.0": 1 })))).toBeUndefined();
    expect(challengeShapeScore(flat, peak)).toBeUndefined();
    expect(challengeMse(peak, flat)).toBeUndefined();
    const cut = { ...peak, ppm: peak.ppm.map((ppm) => ppm + 3) };
    expect(challengeLinewidth(cut)).toBeUndefined();
    expect(challengeShapeScore(cut, peak)).toBeUndefined();
    const nan = coarse((ppm) => (ppm.toFixed(1) === "3.0" ? NaN : ppm));
    expect(challengeLinewidth(nan)).toBeUndefined();
    expect(challengeMse(nan, peak)).toBeUndefined();
    expect(spectrumFwhm(flat)).toBeUndefined();
    expect(spectrumFwhm(cut, 0, { peak: [0.5, 0.9] })).toBeUndefined();
  });
});

describe("Osprey's line width", () => {
  test.each([4, 6, 9])("of a Lorentzian of %s Hz is %s Hz", (width) => {
    const header = { dwellTime: 5e-4, spectrometerFrequency: 127.75, referencePpm: 4.68, nucleus: "1H" };
    const ppm = ppmAxis(header, 16384);
    const re = Float32Array.from(ppm, (value) => {
      const u = ((value - 3.03) * 127.75) / (width / 2);
      return 5 / (1 + u * u);
    });
    const spectra = {
      ...header,
      history: [],
      ppm,
      re,
      im: new Float32Array(16384),
      shape: [1, 16384] as const,
    };
    // the span counts whole points of 0.12 Hz
    expect(Math.abs(spectrumFwhm(spectra)! - width)).toBeLessThan(0.13);
    // the sign of the line does not matter to it
    expect(Math.abs(spectrumFwhm({ ...spectra, re: re.map((value) => -value) })! - width)).toBeLessThan(0.13);
  });
});

describe.skipIf(!MRS_DATA)("the challenge's ground truth (skipped: no MRS_DATA)", () => {
  /** The numbers of a .npy file (version 1, little-endian doubles). */
  function npy(name: string): Float64Array {
    const bytes = readFileSync(path.join(MRS_DATA!, "edited_challenge", name));
    const start = 10 + bytes.readUInt16LE(8);
    return new Float64Array(bytes.buffer.slice(bytes.byteOffset + start, bytes.byteOffset + bytes.length));
  }

  /** ON - OFF of `y.npy` (1 x 2048 x 2 complex), turned to an ascending axis. */
  function groundTruth(): { spectra: SpectrumStack; descending: { ppm: Float64Array; re: Float64Array } } {
    const ppm = npy("ppm.npy");
    const y = npy("y.npy");
    const re = Float64Array.from(ppm, (_, k) => y[4 * k + 2] - y[4 * k]);
    const order = ppm[0] > ppm[1] ? [ppm.slice().reverse(), re.slice().reverse()] : [ppm, re];
    const header = { dwellTime: 5e-4, spectrometerFrequency: 127.75, referencePpm: 4.68, nucleus: "1H" };
    return {
      spectra: {
        ...header,
        history: [],
        ppm: order[0],
        re: Float32Array.from(order[1]),
        im: new Float32Array(2048),
        shape: [1, 2048],
      },
      descending: { ppm: order[0].slice().reverse(), re: order[1].slice().reverse() },
    };
  }

  test("against itself: shape score 1, MSE 0; its windows and line width as the rules give on the descending axis", () => {
    const { spectra, descending } = groundTruth();
    expect(challengeShapeScore(spectra, spectra)).toBeCloseTo(1, 12);
    expect(challengeMse(spectra, spectra)).toBe(0);
    // the rule of methods: i0 = min{ppm <= hi}, i1 = max{ppm >= lo}, slice [i0, i1)
    const i0 = descending.ppm.findIndex((ppm) => ppm <= 3.2);
    const i1 = descending.ppm.findLastIndex((ppm) => ppm >= 2.8);
    const [first, last] = challengeWindow(spectra, 2.8, 3.2)!;
    expect([...spectra.ppm.slice(first, last)].reverse()).toEqual([...descending.ppm.slice(i0, i1)]);
    const values = descending.re.slice(i0, i1);
    const [low, high] = [Math.min(...values), Math.max(...values)];
    const scaled = values.map((value) => (value - low) / (high - low));
    const k = scaled.indexOf(1);
    const left = scaled.findIndex((value, i) => i < k && value > 0.5);
    const right = scaled.findLastIndex((value, i) => i >= k && value > 0.5);
    expect(challengeLinewidth(spectra)).toBeCloseTo(
      descending.ppm[i0 + left] - descending.ppm[i0 + right],
      9,
    );
  });

  test("half of the sum of it and its mirror image is less like it", () => {
    const { spectra } = groundTruth();
    const [first, last] = ppmWindow(spectra.ppm, 2.5, 4);
    const re = spectra.re.slice();
    re.set(spectra.re.slice(first, last).reverse(), first);
    const mirrored = { ...spectra, re };
    expect(challengeShapeScore(mirrored, spectra)).toBeLessThan(0.9);
    expect(challengeMse(mirrored, spectra)).toBeGreaterThan(0.01);
  });
});
