import { describe, expect, it } from "vitest";
import { rowsJitter, rowsToSpectra, spectraEmbed, spectraToRows } from "../../lib/models/index.js";
import { randomSource } from "../../lib/signal/randomSource.js";
import { spectraToStack } from "../../lib/signal/spectraToStack.js";
import { stackShift } from "../../lib/signal/stackShift.js";
import { stackToSpectra } from "../../lib/signal/stackToSpectra.js";
import { lorentzians } from "./lorentzians.js";

const stack = lorentzians(1, 6);
const spectra = stackToSpectra(stack);
const ppmRange = [0.2, 4.2] as const;
const rows = spectraToRows(spectra, { ppmRange });

/** Largest difference, relative to the largest value. */
function difference(a: Float32Array, b: Float32Array): number {
  let [most, largest] = [0, 0];
  a.forEach((value, k) => {
    most = Math.max(most, Math.abs(value - b[k]));
    largest = Math.max(largest, Math.abs(b[k]));
  });
  return a.length === b.length ? most / largest : NaN;
}

describe("spectraToRows", () => {
  it("divides each by its own largest magnitude, Re and Im by the same", () => {
    const p = rows.ppm.length;
    expect(rows.shape).toEqual([6, 2 * p]);
    for (let i = 0; i < 6; i++) {
      const row = rows.rows.subarray(i * 2 * p, (i + 1) * 2 * p);
      const magnitudes = Array.from({ length: p }, (_, k) => Math.hypot(row[k], row[p + k]));
      expect(Math.max(...magnitudes)).toBeCloseTo(1, 6);
    }
    // The gains differ by up to a factor of two, and with them the scales
    expect(Math.max(...rows.scale) / Math.min(...rows.scale)).toBeGreaterThan(1.2);
    expect(rows.ppm[0]).toBeGreaterThanOrEqual(0.2);
    expect(rows.ppm[p - 1]).toBeLessThanOrEqual(4.2);
    expect(rows.header.labels).toEqual(stack.labels);
  });

  it("comes back in its own units", () => {
    const all = rowsToSpectra(spectraToRows(spectra));
    // Two float32 roundings: 1.2e-7
    expect(difference(all.re, spectra.re)).toBeLessThan(2e-7);
    expect(difference(all.im, spectra.im)).toBeLessThan(2e-7);
    expect(all.ppm).toEqual(spectra.ppm);
  });

  it("takes the same number of points of a scan at another frequency", () => {
    // The six sites of the Big GABA PRESS scans span 127.7358 to 127.7642 MHz
    for (const spectrometerFrequency of [127.7358, 127.7642]) {
      const other = stackToSpectra({ ...stack, spectrometerFrequency });
      const like = spectraToRows(other, { like: rows });
      expect(like.shape).toEqual(rows.shape);
      expect(Math.abs(like.ppm[0] - rows.ppm[0])).toBeLessThan(rows.ppm[1] - rows.ppm[0]);
    }
    const tooFar = stackToSpectra({ ...stack, spectrometerFrequency: 123.2 });
    expect(() => spectraToRows(tooFar, { like: rows })).toThrow("do not hold those of the model");
  });

  it("refuses an empty range and an empty spectrum", () => {
    expect(() => spectraToRows(spectra, { ppmRange: [4, 4.0001] })).toThrow(RangeError);
    const silent = {
      ...spectra,
      re: new Float32Array(spectra.re.length),
      im: new Float32Array(spectra.im.length),
    };
    expect(() => spectraToRows(silent)).toThrow("no signal");
  });
});

describe("spectraEmbed", () => {
  it("finds the crop's place: the same numbers there, zero elsewhere, the original length", () => {
    const crop = rowsToSpectra(rows);
    const whole = spectraEmbed(crop);
    expect(whole.shape).toEqual(spectra.shape);
    expect(whole.ppm).toEqual(spectra.ppm);
    const inside = (ppm: number): boolean => ppm >= 0.2 && ppm <= 4.2;
    const expected = spectra.re.map((value, k) => (inside(spectra.ppm[k % 512]) ? value : 0));
    expect(difference(whole.re, expected)).toBeLessThan(2e-7);
    const fid = spectraToStack(whole);
    expect(fid.shape).toEqual(stack.shape);
    expect(difference(stackToSpectra(fid).re, expected)).toBeLessThan(1e-6);
  });

  it("refuses an axis that the header contradicts", () => {
    const crop = rowsToSpectra(rows);
    expect(() => spectraEmbed({ ...crop, referencePpm: 4.65 })).toThrow("no part of a spectrum");
  });
});

describe("rowsJitter", () => {
  it("is nothing for zero deviations", () => {
    expect(difference(rowsJitter(rows, {}, randomSource(1)).rows, rows.rows)).toBeLessThan(1e-6);
  });

  it("turns and shifts as the scan itself would be turned and shifted", () => {
    const jitter = { frequency: 3, phase: 0.4 };
    const moved = rowsJitter(rows, jitter, randomSource(2));
    // The same numbers drawn again, applied to the whole FIDs
    const random = randomSource(2);
    const drawn = (deviation: number) => Float64Array.from({ length: 6 }, () => deviation * random.normal());
    const truth = stackShift(stack, { frequency: drawn(3), phase: drawn(0.4) });
    const expected = spectraToRows(stackToSpectra(truth), { ppmRange });
    // Beyond the crop there is noise and the tails of lines, which differ: it shows at the edges, and less inside
    const p = rows.ppm.length;
    const inside = (values: Float32Array): Float32Array =>
      values.filter((_, k) => rows.ppm[k % p] > 0.6 && rows.ppm[k % p] < 3.8);
    expect(difference(inside(moved.rows), inside(expected.rows))).toBeLessThan(0.03);
    expect(difference(inside(rows.rows), inside(expected.rows))).toBeGreaterThan(0.3);
  });

  it("broadens: a lower scale for the same area", () => {
    const moved = rowsJitter(rows, { lineBroadening: 5 }, randomSource(3));
    moved.scale.forEach((scale, i) => expect(scale).toBeLessThan(rows.scale[i]));
  });
});
