import { describe, expect, it } from "vitest";
import { labelledSpectra, randomSource, spectrumMaker } from "mrs-synth";
import type { BasisSet } from "mrs-synth";

/** One line of area 1 at 3.0 ppm, two of area 2 at 2.0. */
function lines(): BasisSet {
  const points = 4096;
  const header = { dwellTime: 5e-4, spectrometerFrequency: 127.75, referencePpm: 4.68, echoTime: 0.03 };
  const re = new Float64Array(2 * points);
  const im = new Float64Array(2 * points);
  [3.0, 2.0].forEach((ppm, row) => {
    const angle = 2 * Math.PI * (ppm - header.referencePpm) * header.spectrometerFrequency * header.dwellTime;
    for (let t = 0; t < points; t++) {
      re[row * points + t] = (row + 1) * Math.cos(angle * t);
      im[row * points + t] = (row + 1) * Math.sin(angle * t);
    }
  });
  return { names: ["one", "two"], re, im, shape: [2, points], condition: "PRESS", header };
}

const maker = spectrumMaker([lines()], { ppmRange: [1, 4] });
const p = maker.ppm.length;
const step = maker.ppm[1] - maker.ppm[0];
const made = (
  parameters: Partial<Parameters<typeof maker.make>[0]>,
): { re: Float32Array; im: Float32Array } => {
  const [re, im] = [new Float32Array(p), new Float32Array(p)];
  const plain = { concentrations: [1, 0], lorentzian: 6, gaussian: 0, frequency: 0, phase: 0 };
  maker.make({ ...plain, ...parameters }, re, im, 0);
  return { re, im };
};
const peak = (values: Float32Array): number => values.indexOf(Math.max(...values));
/** Points at which a line is above half of its height, by linear interpolation, in Hz. */
function fwhm(values: Float32Array): number {
  const top = peak(values);
  const half = values[top] / 2;
  const cross = (way: 1 | -1): number => {
    let k = top;
    while (values[k] > half) k += way;
    return k - (way * (half - values[k])) / (values[k - way] - values[k]);
  };
  return (cross(1) - cross(-1)) * step * 127.75;
}

describe("spectrumMaker", () => {
  it("puts lines where their ppm and the shift say", () => {
    expect(maker.ppm[peak(made({}).re)]).toBeCloseTo(3.0, 2);
    // 12.775 Hz at 127.75 MHz are 0.1 ppm
    expect(maker.ppm[peak(made({ frequency: 12.775 }).re)]).toBeCloseTo(3.1, 2);
    expect(maker.ppm[peak(made({ concentrations: [1, 3] }).re)]).toBeCloseTo(2.0, 2);
  });

  it("broadens as asked: Lorentz, Gauss, and Voigt by Olivero and Longbothum", () => {
    expect(fwhm(made({ lorentzian: 8 }).re)).toBeCloseTo(8, 0);
    expect(fwhm(made({ lorentzian: 0, gaussian: 8 }).re)).toBeCloseTo(8, 0);
    const voigt = 0.5346 * 5 + Math.sqrt(0.2166 * 25 + 36);
    expect(Math.abs(fwhm(made({ lorentzian: 5, gaussian: 6 }).re) - voigt)).toBeLessThan(0.25);
  });

  it("turns by the phase: a quarter makes the imaginary part what the real one was", () => {
    const [plain, turned] = [made({}), made({ phase: Math.PI / 2 })];
    const most = Math.max(...plain.re);
    turned.im.forEach((value, k) => expect(Math.abs(value - plain.re[k])).toBeLessThan(1e-5 * most));
  });

  it("adds the baseline's polynomial, -1 at the low end and 1 at the high one", () => {
    const none = made({ concentrations: [0, 0], baseline: { re: [1, 2, 3], im: [0, 5] } });
    expect(none.re[0]).toBeCloseTo(1 - 2 + 3, 5);
    expect(none.re[p - 1]).toBeCloseTo(1 + 2 + 3, 5);
    expect(none.im[0]).toBeCloseTo(-5, 5);
  });

  it("refuses conditions of other metabolites", () => {
    const other = { ...lines(), names: ["one", "three"], condition: "ON" };
    expect(() => spectrumMaker([lines(), other])).toThrow("basis ON");
  });
});

describe("labelledSpectra", () => {
  const draw = {
    concentrations: [
      [1, 2],
      [3, 3],
    ] as const,
    lorentzian: [4, 4] as const,
    gaussian: [0, 0] as const,
    frequency: [0, 0] as const,
    phase: [0, 0] as const,
    noise: 0.5,
  };
  it("draws within the limits, the same for the same seed, and adds noise of the SD that it says", () => {
    const set = labelledSpectra(maker, draw, 50, randomSource(1));
    expect(labelledSpectra(maker, draw, 50, randomSource(1)).rows).toEqual(set.rows);
    for (let k = 0; k < 50; k++) {
      expect(set.concentrations[2 * k]).toBeGreaterThanOrEqual(1);
      expect(set.concentrations[2 * k]).toBeLessThanOrEqual(2);
      expect(set.concentrations[2 * k + 1]).toBe(3);
    }
    const sum = set.rows.reduce((total, value, k) => total + (value - set.clean[k]) ** 2, 0);
    // 50 x 2 x p numbers: the SD is known to 1/sqrt(2 N), below 1 %
    expect(Math.sqrt(sum / set.rows.length)).toBeCloseTo(0.5, 1);
    expect(Math.abs(Math.sqrt(sum / set.rows.length) - 0.5)).toBeLessThan(0.01);
  });
});
