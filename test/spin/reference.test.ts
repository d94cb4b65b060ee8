import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { fftInPlace, ppmWindow } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";
import { basisSimulate, pulseSequence, spinSystem, spinSystemNames } from "../../lib/spin/index.js";
import type { BasisSet } from "../../lib/spin/index.js";
import { MRS_DATA } from "../mrsData.js";
import { absoluteArea, area, correlation, dampedSpectrum } from "./spectra.js";

/** Names of metabolites in FID-A's and Osprey's bases, where ours differ. */
const ALIAS: Record<string, string> = { mI: "Ins", sI: "Scyllo", Cho: "Ch", "2HG": "bHG" };
const WIDTH = 5;

const less = (a: SpectrumStack, b: SpectrumStack): Float32Array => a.re.map((value, k) => value - b.re[k]);

describe.skipIf(!MRS_DATA)(
  "against FID-A's MEGA-PRESS basis with shaped pulses (skipped: no MRS_DATA)",
  () => {
    const acquisition = {
      spectrometerFrequency: 127.731,
      referencePpm: 3,
      points: 2048,
      dwellTime: 1 / 2000,
    };
    // FID-A sums its eight phase-cycle steps; its lines are 2 Hz wide
    const STEPS = 8;
    // water: theirs lies at 4.70 ppm, ours at 4.68, outside the window
    const names = spinSystemNames().filter((name) => name !== "H2O");
    const started = process.cpuUsage();
    const bases = basisSimulate(names.map(spinSystem), pulseSequence("megaPress68Isbi"), acquisition);
    const { user, system } = process.cpuUsage(started);
    const ours = (basis: BasisSet, name: string): SpectrumStack => {
      const row = names.indexOf(name) * acquisition.points;
      const [re, im] = [basis.re, basis.im].map((values) => values.subarray(row, row + acquisition.points));
      return dampedSpectrum(re, im, WIDTH + 2, acquisition);
    };
    const theirs = (condition: string, name: string): SpectrumStack => {
      const file = path.join(MRS_DATA!, "megapress_basis_isbi", condition, `${ALIAS[name] ?? name}.json`);
      if (!existsSync(file)) throw new Error(`${file} is missing`);
      const { basis } = JSON.parse(readFileSync(file, "utf8")) as {
        basis: { basis_re: number[]; basis_im: number[] };
      };
      // they count one of citrate's two CH2 groups, which are alike
      const scale = (name === "Cit" ? 2 : 1) / STEPS;
      const scaled = (values: number[]): number[] => values.map((value) => value * scale);
      return dampedSpectrum(scaled(basis.basis_re), scaled(basis.basis_im), WIDTH, acquisition);
    };

    test("the whole basis takes less than 20 s of one core", () => {
      expect((user + system) / 1e6).toBeLessThan(20);
    });

    // What there is between 0.5 and 4.2 ppm: r >= 0.999 and areas within 1 % of the absolute area. Choline's
    // methyls are split by 14N here (0.57 Hz), not there.
    test.each(names)("%s: ON, OFF and DIFF agree", (name) => {
      const [off, on] = bases.map((basis) => ours(basis, name));
      const [offThere, onThere] = ["OFF", "ON"].map((condition) => theirs(condition, name));
      const window = ppmWindow(off.ppm, 0.5, 4.2);
      const size = absoluteArea(offThere.re, window);
      for (const [label, a, b] of [
        ["OFF", off.re, offThere.re],
        ["ON", on.re, onThere.re],
        ["DIFF", less(on, off), less(onThere, offThere)],
      ] as const) {
        if (absoluteArea(b, window) < 0.02 * size) {
          // no editing to speak of: both say so
          expect(absoluteArea(a, window), label).toBeLessThan(0.02 * size);
          continue;
        }
        expect(correlation(a, b, window), `${label}: r`).toBeGreaterThan(name === "Cho" ? 0.998 : 0.999);
        const missing = Math.abs(area(a, window) - area(b, window)) / absoluteArea(b, window);
        expect(missing, `${label}: area`).toBeLessThan(0.05);
      }
    });

    test("GABA's difference is largest at the same ppm, within 0.005", () => {
      const { ppm } = ours(bases[0], "GABA");
      const [first, last] = ppmWindow(ppm, 2.8, 3.2);
      const top = (values: Float32Array): number => {
        const part = values.subarray(first, last);
        return ppm[first + part.indexOf(Math.max(...part))];
      };
      const here = top(less(ours(bases[1], "GABA"), ours(bases[0], "GABA")));
      const there = top(less(theirs("ON", "GABA"), theirs("OFF", "GABA")));
      expect(Math.abs(here - there)).toBeLessThan(0.005);
    });
  },
);

describe.skipIf(!MRS_DATA)("against Osprey's Philips PRESS basis, TE 35 (skipped: no MRS_DATA)", () => {
  const acquisition = {
    spectrometerFrequency: 127.731,
    referencePpm: 4.68,
    points: 8192,
    dwellTime: 1 / 4000,
  };
  const text = MRS_DATA
    ? readFileSync(path.join(MRS_DATA, "press_basis_osprey", "3T_PRESS_Philips_35ms_noMM.BASIS"), "utf8")
    : "";
  const ours = Object.fromEntries(Object.entries(ALIAS).map(([here, there]) => [there, here]));
  const theirs = text
    .split("$BASIS\n")
    .slice(1)
    .map((block) => {
      const name = /METABO = '(.*?)'/.exec(block)![1];
      const values = block
        .slice(block.indexOf("$END") + 4)
        .split("$NMUSED")[0]
        .trim()
        .split(/\s+/)
        .map(Number);
      const re = Float64Array.from({ length: 8192 }, (_, k) => values[2 * k]);
      const im = Float64Array.from({ length: 8192 }, (_, k) => values[2 * k + 1]);
      fftInPlace(re, im, 0, 8192, "inverse");
      // LCModel's sign is the other one
      const conjugate = im.map((value) => -value);
      return { name: ours[name] ?? name, spectrum: dampedSpectrum(re, conjugate, WIDTH, acquisition) };
    });
  const names = theirs.map(({ name }) => name);
  const [basis] = basisSimulate(names.map(spinSystem), pulseSequence("press35"), acquisition);
  const here = names.map((_, row) => {
    const [re, im] = [basis.re, basis.im].map((values) => values.subarray(row * 8192, (row + 1) * 8192));
    return dampedSpectrum(re, im, WIDTH + 1, acquisition);
  });
  const window = MRS_DATA ? ppmWindow(here[0].ppm, 0.5, 4.2) : ([0, 0] as const);
  // their scale, from creatine
  const scale = MRS_DATA
    ? area(theirs[names.indexOf("Cr")].spectrum.re, window) / area(here[names.indexOf("Cr")].re, window)
    : 1;

  test.each(names)("%s: r >= 0.995, area within 5 %%", (name) => {
    const row = names.indexOf(name);
    const [a, b] = [here[row].re, theirs[row].spectrum.re];
    expect(correlation(a, b, window)).toBeGreaterThan(0.995);
    expect(Math.abs(scale * area(a, window) - area(b, window)) / absoluteArea(b, window)).toBeLessThan(0.05);
  });
});
