import { describe, expect, test } from "vitest";
import { ppmWindow } from "../../lib/signal/index.js";
import {
  basisSimulate,
  pressSequence,
  pulseSequence,
  spinPartSplit,
  spinSystem,
  spinSystemNames,
  spinTransitions,
} from "../../lib/spin/index.js";
import type { BasisSet, PulseEvent, SpinPart, SpinTransitions } from "../../lib/spin/index.js";
import { area, dampedSpectrum } from "./spectra.js";

const AT_3T = { spectrometerFrequency: 127.731, referencePpm: 3, points: 2048, dwellTime: 1 / 2000 };
const mega = pulseSequence("megaPress68");
const ideal = pulseSequence("megaPress68Ideal");
const press = pressSequence({ te1: 0.0175, te2: 0.0175 });
const singlet: SpinPart = { shifts: [2.008], couplings: [], protons: 3 };

const sum = (lines: SpinTransitions): number => lines.re.reduce((a, b) => a + b, 0);
const norm = (values: Float64Array): number => Math.sqrt(values.reduce((a, b) => a + b * b, 0));
const echo = (time: number, refocus: true | { bandwidth: number } = true): PulseEvent[] => [
  { delay: time / 4 },
  { refocus },
  { delay: time / 2 },
  { refocus },
  { delay: time / 4 },
];

describe("identities of the simulation", () => {
  test("right after excitation every metabolite gives one per proton", () => {
    // counted from the formulas; protons that exchange fast or have no listed shift are not there
    const protons: Record<string, number> = {
      ...{
        GABA: 6,
        Glu: 5,
        Gln: 7,
        NAA: 7,
        NAAG: 13,
        Cr: 6,
        PCr: 7,
        GPC: 18,
        PCh: 13,
        GSH: 11,
        mI: 6,
        sI: 6,
      },
      ...{ Tau: 4, Asp: 3, Lac: 4, Ala: 4, PE: 4, Gly: 2, Asc: 4, Cho: 13, Cit: 4, EtOH: 5, Glc: 7, Ser: 3 },
      ...{ Phenyl: 8, Tyros: 7, bHB: 6, "2HG": 5, H2O: 2 },
    };
    expect(spinSystemNames().sort()).toEqual(Object.keys(protons).sort());
    for (const [name, count] of Object.entries(protons)) {
      const { parts } = spinSystem(name);
      const total = parts.reduce((all, part) => all + sum(spinTransitions(part, [], AT_3T)), 0);
      expect(total, name).toBeCloseTo(count, 4);
    }
  });

  test("a singlet comes through PRESS whole, in phase, at its shift", () => {
    const lines = spinTransitions(singlet, press.conditions.PRESS, AT_3T);
    expect(lines.frequency).toHaveLength(1);
    expect(lines.frequency[0]).toBeCloseTo((2.008 - 3) * 127.731, 6);
    expect(lines.re[0]).toBeCloseTo(3, 6);
    expect(lines.im[0]).toBeCloseTo(0, 6);
  });

  test("a singlet's linewidth is the damping it is given", () => {
    const [basis] = basisSimulate([{ name: "singlet", source: "", parts: [singlet] }], press, AT_3T);
    const { re } = dampedSpectrum(basis.re, basis.im, 5, AT_3T, 65536);
    const half = Math.max(...re) / 2;
    const width = re.filter((value) => value > half).length * (2000 / 65536);
    expect(width).toBeCloseTo(5, 1);
  });

  test("a weakly coupled pair at TE = 1/J is inverted by two refocusing pulses, J evolving through them", () => {
    const pair: SpinPart = { shifts: [1, 61], couplings: [[0, 1, 7]], protons: 1 };
    const total = (time: number): number => sum(spinTransitions(pair, echo(time), AT_3T));
    // in-phase magnetisation goes with cos(pi J t): 1 at 0, 0 at 1/2J, -1 at 1/J (two protons here)
    expect(total(0)).toBeCloseTo(2, 5);
    expect(total(1 / 14)).toBeCloseTo(0, 2);
    expect(total(1 / 7)).toBeCloseTo(-2, 2);
  });

  test("the norm is kept: strongly coupled echoes lose no coherence", () => {
    // Tr(rho rho+) is constant under ideal pulses, and at TE -> 0 is all in the lines
    const part = spinSystem("Glu").parts[0];
    const energy = ({ re, im }: SpinTransitions): number =>
      re.reduce((total, value, k) => total + value ** 2 + im[k] ** 2, 0);
    const echoed = spinTransitions(part, echo(1e-9), AT_3T);
    expect(energy(echoed) / energy(spinTransitions(part, [], AT_3T))).toBeCloseTo(1, 5);
  });

  test("with ideal pulses what editing does not touch does not change at all", () => {
    const [off, on] = simulate(["Cr", "mI", "Tau", "GPC", "PCh", "Gly"], ideal);
    on.re.forEach((value, k) => expect(Math.abs(value - off.re[k])).toBeLessThan(1e-9));
  });

  test("shaped pulses leave less than 1.5 % of a difference in creatine and choline, 1.1 ppm away and more", () => {
    const names = ["Cr", "PCr", "PCh", "GPC", "Gly", "sI"];
    const bases = simulate(names);
    names.forEach((name, row) => {
      // below 4.2 ppm: the OFF pulse at 7.46 ppm does touch PCr's amide protons
      const [off, on] = bases.map(({ re, im }) => {
        const part = [re, im].map((values) => values.subarray(row * 2048, (row + 1) * 2048));
        const spectrum = dampedSpectrum(part[0], part[1], 5, AT_3T);
        return Float64Array.from(spectrum.re.subarray(...ppmWindow(spectrum.ppm, 0.5, 4.2)));
      });
      const difference = on.map((value, k) => value - off[k]);
      expect(norm(difference) / norm(off), name).toBeLessThan(0.015);
    });
  });

  test("NAA's methyl is gone in ON and whole in OFF", () => {
    expect(sum(spinTransitions(singlet, mega.conditions.ON, AT_3T)) / 3).toBeLessThan(0.03);
    expect(sum(spinTransitions(singlet, mega.conditions.OFF, AT_3T)) / 3).toBeGreaterThan(0.999);
  });

  test("GABA at 3.0 ppm: in phase in ON, outer lines inverted in OFF, so its difference has two protons", () => {
    const [off, on] = simulate(["GABA"]);
    const protons = (basis: BasisSet): number => {
      const { re, ppm } = dampedSpectrum(basis.re, basis.im, 2, AT_3T);
      // a proton's line sums to its FID's first sample, which counts half
      return (2 * area(re, ppmWindow(ppm, 2.8, 3.2))) / 2048;
    };
    // Ideal weak coupling and editing give 2 and 0. Strong coupling, unequal J, what the pulse does not invert
    // and the window's edges take an eighth.
    expect(protons(on)).toBeGreaterThan(1.65);
    expect(protons(on)).toBeLessThan(2);
    expect(Math.abs(protons(off))).toBeLessThan(0.3);
  });

  test("a part that is two in truth gives the lines of its halves", () => {
    const [acetyl, aspartyl] = [singlet, spinSystem("Asp").parts[0]];
    const whole: SpinPart = {
      shifts: [...aspartyl.shifts, ...acetyl.shifts],
      couplings: aspartyl.couplings,
      protons: 1,
    };
    const halves = spinPartSplit(whole);
    expect(halves.map(({ shifts }) => shifts)).toEqual([aspartyl.shifts, acetyl.shifts]);
    const fid = (parts: SpinPart[]): Float64Array =>
      basisSimulate([{ name: "x", source: "", parts }], mega, { ...AT_3T, points: 256 })[1].re;
    const [one, two] = [fid([whole]), fid(halves)];
    one.forEach((value, k) => expect(value).toBeCloseTo(two[k], 6));
  });
});

describe("nuclei that no pulse touches", () => {
  const proton = (nucleus: "31P" | "14N"): SpinPart => ({
    shifts: [3],
    couplings: [],
    protons: 1,
    heteronuclei: [{ nucleus, couplings: [[0, 10]] }],
  });

  test("spin 1/2 splits a proton in two equal lines J apart, spin 1 in three", () => {
    const phosphorus = spinTransitions(proton("31P"), [], AT_3T);
    expect(Array.from(phosphorus.frequency, (hz) => Math.round(hz * 1e6) / 1e6)).toEqual([-5, 5]);
    phosphorus.re.forEach((value) => expect(value).toBeCloseTo(1 / 2, 6));
    const nitrogen = spinTransitions(proton("14N"), [], AT_3T);
    expect(Array.from(nitrogen.frequency, (hz) => Math.round(hz * 1e6) / 1e6 + 0)).toEqual([-10, 0, 10]);
    nitrogen.re.forEach((value) => expect(value).toBeCloseTo(1 / 3, 6));
  });

  test("its coupling is refocused by the protons' echo", () => {
    const lines = spinTransitions(proton("31P"), echo(0.1), AT_3T);
    expect(sum(lines)).toBeCloseTo(1, 6);
    lines.im.forEach((value) => expect(value).toBeCloseTo(0, 6));
  });
});

describe("slice-selective refocusing", () => {
  const pair: SpinPart = { shifts: [1, 5], couplings: [[0, 1, 7]], protons: 1 };
  /** Share of a proton's slab in which its partner is refocused too. */
  const overlap = (bandwidth: number): number => 1 - (4 * 127.731) / bandwidth;

  test("a singlet does not notice it", () => {
    expect(sum(spinTransitions(singlet, echo(0.03, { bandwidth: 500 }), AT_3T))).toBeCloseTo(3, 6);
  });

  test("at TE = 1/J the four compartments give (1-f)^2 - f^2", () => {
    // Both pulses turn the partner (f^2): J evolves all along, -1. Neither does ((1-f)^2): J is refocused, +1.
    // One does: J evolves for TE/2, nothing in phase.
    for (const bandwidth of [700, 1000, 3000]) {
      const f = overlap(bandwidth);
      const total = sum(spinTransitions(pair, echo(1 / 7, { bandwidth }), AT_3T));
      expect(total, String(bandwidth)).toBeCloseTo(2 * ((1 - f) ** 2 - f ** 2), 1);
    }
  });

  test("a very broad one is one on all spins", () => {
    const [a, b] = [{ bandwidth: 1e9 }, true as const].map((refocus) =>
      spinTransitions(pair, echo(0.05, refocus), AT_3T),
    );
    a.re.forEach((value, k) => expect(value).toBeCloseTo(b.re[k], 5));
  });
});

describe("sequences as data", () => {
  test("delays run between the pulses' centres, and a pulse that does not fit is refused", () => {
    const { ON } = mega.conditions;
    expect(ON.reduce((time, event) => time + ("delay" in event ? event.delay : 0), 0)).toBeCloseTo(0.068, 12);
    const tight = ON.map((event) => ("delay" in event ? { delay: event.delay / 2 } : event));
    expect(() => spinTransitions(singlet, tight, AT_3T)).toThrow(
      "events[2].delay is 0.0085; expected at least 0.01",
    );
  });

  test("PRESS with TE1 and TE2 refocuses shifts whatever they are", () => {
    for (const te1 of [0, 0.01, 0.03]) {
      const { conditions, echoTime } = pressSequence({ te1, te2: 0.04 - te1 });
      const lines = spinTransitions(singlet, conditions.PRESS, AT_3T);
      expect(echoTime).toBeCloseTo(0.04, 12);
      expect(lines.re[0]).toBeCloseTo(3, 6);
    }
    expect(() => pressSequence({ te1: 35, te2: 0 })).toThrow("te1 is 35; expected seconds in [0, 2]");
  });

  test("HERMES: GABA follows the 1.9 ppm band, GSH's cysteine the 4.56 ppm band", () => {
    const hermes = basisSimulate(["GABA", "GSH"].map(spinSystem), pulseSequence("hermes80"), AT_3T);
    expect(hermes.map(({ condition }) => condition)).toEqual(["A", "B", "C", "D"]);
    const spectra = [0, 1].map((row) =>
      hermes.map(({ re, im }) => dampedSpectrum(re.subarray(row * 2048), im.subarray(row * 2048), 5, AT_3T)),
    );
    const change = (row: number, p: number, q: number, [low, high]: [number, number]): number => {
      const [a, b] = [spectra[row][p], spectra[row][q]];
      const [first, last] = ppmWindow(a.ppm, low, high);
      const difference = a.re.subarray(first, last).map((value, k) => value - b.re[first + k]);
      return norm(Float64Array.from(difference)) / norm(Float64Array.from(a.re.subarray(first, last)));
    };
    const [A, B, C, D] = [0, 1, 2, 3];
    // its own band on or off against the other's: an order of magnitude
    expect(change(0, A, C, [2.85, 3.15])).toBeLessThan(0.1);
    expect(change(0, A, B, [2.85, 3.15])).toBeGreaterThan(0.7);
    expect(change(0, C, D, [2.85, 3.15])).toBeGreaterThan(0.7);
    expect(change(1, A, B, [2.8, 3.1])).toBeLessThan(0.1);
    expect(change(1, A, C, [2.8, 3.1])).toBeGreaterThan(0.5);
  });

  test("unknown names are refused with the known ones", () => {
    expect(() => spinSystem("Unobtainium")).toThrow("metabolite is Unobtainium; expected one of GABA, Glu");
    expect(() => pulseSequence("steam" as "press35")).toThrow(
      "sequence is steam; expected one of megaPress68",
    );
  });
});

function simulate(names: string[], sequence = mega): BasisSet[] {
  return basisSimulate(names.map(spinSystem), sequence, AT_3T);
}
