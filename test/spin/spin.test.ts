import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { ppmWindow, stackToSpectra } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";
import {
  basisSimulate,
  pulseSequence,
  spinSystem,
  spinSystemNames,
  spinTransitions,
} from "../../lib/spin/index.js";
import type { BasisSet, BasisSimulateOptions, SpinPart } from "../../lib/spin/index.js";
import { MRS_DATA } from "../mrsData.js";

const AT_3T = { spectrometerFrequency: 127.731, referencePpm: 3, points: 2048, dwellTime: 1 / 2000 };
const mega = pulseSequence("megaPress68");
const press = pulseSequence("press35");
const singlet: SpinPart = { shifts: [2.008], couplings: [], protons: 3 };

/** A basis row's spectrum with 5 Hz of Lorentzian width. */
function spectrum(basis: BasisSet, name: string, width = 5): SpectrumStack {
  const row = basis.names.indexOf(name);
  return damped(basis.re.subarray(row * 2048), basis.im.subarray(row * 2048), width);
}

function damped(re: ArrayLike<number>, im: ArrayLike<number>, width: number): SpectrumStack {
  const window = Float64Array.from({ length: 2048 }, (_, t) => Math.exp((-Math.PI * width * t) / 2000));
  return stackToSpectra({
    ...AT_3T,
    re: Float32Array.from(window, (value, t) => value * re[t]),
    im: Float32Array.from(window, (value, t) => value * im[t]),
    shape: [1, 2048],
    nucleus: "1H",
    history: [],
  });
}

function correlation(a: Float32Array, b: Float32Array, [first, last]: [number, number]): number {
  const [x, y] = [a.subarray(first, last), b.subarray(first, last)];
  const mean = (values: Float32Array): number => values.reduce((p, q) => p + q, 0) / values.length;
  const [mx, my] = [mean(x), mean(y)];
  let [xy, xx, yy] = [0, 0, 0];
  x.forEach((value, k) => {
    xy += (value - mx) * (y[k] - my);
    xx += (value - mx) ** 2;
    yy += (y[k] - my) ** 2;
  });
  return xy / Math.sqrt(xx * yy);
}

function simulate(names: string[], sequence = mega, options: BasisSimulateOptions = AT_3T): BasisSet[] {
  return basisSimulate(names.map(spinSystem), sequence, options);
}

describe("identities of the simulation", () => {
  test("right after excitation every metabolite gives one per proton", () => {
    const protons = { GABA: 6, Glu: 5, NAA: 7, mI: 6, Tau: 4, Lac: 4, PCh: 13, GPC: 18, sI: 6 };
    for (const [name, count] of Object.entries(protons)) {
      const sum = spinSystem(name).parts.reduce((total, part) => {
        const lines = spinTransitions(part, [], AT_3T);
        return total + lines.re.reduce((a, b) => a + b, 0);
      }, 0);
      expect(sum, name).toBeCloseTo(count, 4);
    }
  });

  test("a singlet comes through PRESS whole, in phase, at its shift", () => {
    const lines = spinTransitions(singlet, press.conditions.PRESS, AT_3T);
    expect(lines.frequency).toHaveLength(1);
    expect(lines.frequency[0]).toBeCloseTo((2.008 - 3) * 127.731, 6);
    expect(lines.re[0]).toBeCloseTo(3, 6);
    expect(lines.im[0]).toBeCloseTo(0, 6);
  });

  test("a weakly coupled pair at TE = 1/J is inverted by two refocusing pulses, J evolving through them", () => {
    const pair: SpinPart = { shifts: [1, 61], couplings: [[0, 1, 7]], protons: 1 };
    const echo = (time: number) => [
      { delay: time / 4 },
      { refocus: true as const },
      { delay: time / 2 },
      { refocus: true as const },
      { delay: time / 4 },
    ];
    const total = (time: number): number =>
      spinTransitions(pair, echo(time), AT_3T).re.reduce((a, b) => a + b, 0);
    // in-phase magnetisation goes with cos(pi J t): 1 at 0, 0 at 1/2J, -1 at 1/J (two protons here)
    expect(total(0)).toBeCloseTo(2, 5);
    expect(total(1 / 14)).toBeCloseTo(0, 2);
    expect(total(1 / 7)).toBeCloseTo(-2, 2);
  });

  test("the norm of the density matrix is kept: a strongly coupled echo loses no line intensity squared", () => {
    // For ideal pulses and free precession Tr(rho^2) is constant; visible through sum |amplitude|^2 of a two-spin system,
    // whose single-quantum part is all there is after an even number of refocusing pulses at TE -> 0.
    const part = spinSystem("Glu").parts[0];
    const lines = spinTransitions(part, [{ delay: 1e-9 }, { refocus: true }, { delay: 1e-9 }], AT_3T);
    const plain = spinTransitions(part, [], AT_3T);
    const energy = (l: typeof lines): number =>
      l.re.reduce((sum, value, k) => sum + value ** 2 + l.im[k] ** 2, 0);
    expect(energy(lines) / energy(plain)).toBeCloseTo(1, 5);
  });

  test("what editing does not touch does not change: the difference of Cr, mI, Tau and Cho is zero", () => {
    const [off, on] = simulate(["Cr", "mI", "Tau", "GPC", "PCh", "Gly"]);
    on.re.forEach((value, k) => expect(Math.abs(value - off.re[k])).toBeLessThan(1e-9));
  });

  test("NAA's methyl is gone in ON and whole in OFF", () => {
    const on = spinTransitions(singlet, mega.conditions.ON, AT_3T);
    const off = spinTransitions(singlet, mega.conditions.OFF, AT_3T);
    expect(on.re.reduce((a, b) => a + b, 0)).toBeCloseTo(0, 6);
    expect(off.re.reduce((a, b) => a + b, 0)).toBeCloseTo(3, 6);
  });

  test("GABA at 3.0 ppm: in phase in ON, outer lines inverted in OFF, so its difference has two protons", () => {
    const [off, on] = simulate(["GABA"]);
    const area = (basis: BasisSet): number => {
      const { re, ppm } = spectrum(basis, "GABA", 2);
      const [first, last] = ppmWindow(ppm, 2.8, 3.2);
      // a FID that starts at t = 0 has half its first point in the line, half in a flat offset
      return (2 * re.subarray(first, last).reduce((a, b) => a + b, 0)) / 2048;
    };
    // ideal weak coupling gives 2 and 0; strong coupling, J of 6.5 to 8.5 Hz and the window's edges take up to a tenth
    expect(area(on)).toBeGreaterThan(1.8);
    expect(area(on)).toBeLessThan(2.1);
    expect(Math.abs(area(off))).toBeLessThan(0.3);
  });

  test("unknown names are refused with the known ones", () => {
    expect(() => spinSystem("Unobtainium")).toThrow("metabolite is Unobtainium; expected one of GABA, Glu");
  });
});

describe.skipIf(!MRS_DATA)("against FID-A's basis with shaped pulses (ISBI; skipped: no MRS_DATA)", () => {
  const alias: Record<string, string> = { mI: "Ins", sI: "Scyllo" };
  // PE's couplings to 31P, which split it, are left out here
  const names = spinSystemNames().filter((name) => name !== "PE");
  const [off, on] = simulate(names);
  const reference = (condition: string, name: string): SpectrumStack => {
    const file = path.join(MRS_DATA!, "megapress_basis_isbi", condition, `${alias[name] ?? name}.json`);
    if (!existsSync(file)) throw new Error(`${file} is missing`);
    const { basis } = JSON.parse(readFileSync(file, "utf8")) as {
      basis: { basis_re: number[]; basis_im: number[] };
    };
    return damped(basis.basis_re, basis.basis_im, 5);
  };

  test.each(names)("%s OFF: r >= 0.995 in 0.5-4.2 ppm", (name) => {
    const ours = spectrum(off, name, 7);
    const window = ppmWindow(ours.ppm, 0.5, 4.2);
    expect(correlation(ours.re, reference("OFF", name).re, window)).toBeGreaterThan(0.995);
  });

  test("GABA's difference: r >= 0.97, its maximum within 0.02 ppm", () => {
    const less = (a: SpectrumStack, b: SpectrumStack): Float32Array =>
      a.re.map((value, k) => value - b.re[k]);
    const { ppm } = spectrum(on, "GABA", 7);
    const ours = less(spectrum(on, "GABA", 7), spectrum(off, "GABA", 7));
    const theirs = less(reference("ON", "GABA"), reference("OFF", "GABA"));
    expect(correlation(ours, theirs, ppmWindow(ppm, 0.5, 4.2))).toBeGreaterThan(0.97);
    const [first, last] = ppmWindow(ppm, 2.8, 3.2);
    const top = (values: Float32Array): number => {
      let best = first;
      for (let k = first; k < last; k++) if (values[k] > values[best]) best = k;
      return ppm[best];
    };
    expect(Math.abs(top(ours) - top(theirs))).toBeLessThan(0.02);
  });
});
