import { describe, expect, it } from "vitest";
import { fitSum, notFittedText, presetsCompare, spectrumFit } from "../../lib/fit/index.js";
import type { FitOptions, FitResult } from "../../lib/fit/index.js";
import { fidStack, InputError, randomSource } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import type { BasisSet } from "../../lib/spin/index.js";
import { EVERYTHING, subjects } from "./simulated.js";

const [simulated] = subjects("press-te35", 1, 1, EVERYTHING).shared.basis;
const [, points] = simulated.shape;

/** A line at each of some ppm, 2 Hz wide, a proton each. */
function lines(...places: number[]): { re: Float64Array; im: Float64Array } {
  const { dwellTime, spectrometerFrequency, referencePpm } = simulated.header;
  const of = (turn: (angle: number) => number): Float64Array =>
    Float64Array.from({ length: points }, (_, t) => {
      const angle = 2 * Math.PI * spectrometerFrequency * dwellTime * t;
      const decay = Math.exp(-2 * Math.PI * t * dwellTime);
      return places.reduce((sum, ppm) => sum + decay * turn(angle * (ppm - referencePpm)), 0);
    });
  return { re: of(Math.cos), im: of(Math.sin) };
}

/** The simulated basis without some entries, with others added or under another name. */
function basisWith(
  added: Record<string, { re: Float64Array; im: Float64Array }>,
  without: string[] = [],
  called: Record<string, string> = {},
): BasisSet {
  const kept = simulated.names.flatMap((name, row) => {
    const of = (samples: Float64Array): Float64Array => samples.subarray(row * points, (row + 1) * points);
    return without.includes(name)
      ? []
      : [{ name: called[name] ?? name, re: of(simulated.re), im: of(simulated.im) }];
  });
  const rows = [...kept, ...Object.entries(added).map(([name, fid]) => ({ name, ...fid }))];
  const all = (part: "re" | "im"): Float64Array => Float64Array.from(rows.flatMap((row) => [...row[part]]));
  return {
    ...simulated,
    names: rows.map(({ name }) => name),
    re: all("re"),
    im: all("im"),
    shape: [rows.length, points],
  };
}

/** Amounts of a basis' entries, 4 Hz broader, with a little noise. */
function scanOf(basis: BasisSet, amounts: Record<string, number>): FidStack {
  const random = randomSource(4);
  const sum = (samples: Float64Array): Float32Array =>
    Float32Array.from({ length: points }, (_, t) => {
      const signal = basis.names.reduce(
        (total, name, row) => total + (amounts[name] ?? 0) * samples[row * points + t],
        0,
      );
      return signal * Math.exp(-4 * Math.PI * t * basis.header.dwellTime) + 0.02 * random.normal();
    });
  return fidStack({ ...basis.header, re: sum(basis.re), im: sum(basis.im), shape: [1, points] });
}

const BRAIN = { NAA: 8, NAAG: 1, Cr: 5, PCr: 3, Glu: 8, Gln: 2.5, mI: 5, GSH: 1.2, Tau: 1.7, Asp: 2 };
const value = (fit: FitResult, ...names: string[]): number => fitSum(fit, names)?.amplitude ?? NaN;
const fitted = (fit: FitResult): string[] => fit.components.map(({ name }) => name);
/** What solutions and these stand-ins have no part of. */
const BARE: FitOptions = { gaussians: [] };

describe("what of a basis is fitted", () => {
  it("holds 2HG and a name that nobody knows, whose amounts come back and leave the others alone", () => {
    const basis = basisWith({ "2HG": lines(1.83, 2.25, 4.01), Foo: lines(2.72, 3.62) });
    const scan = scanOf(basis, { ...BRAIN, GPC: 1.5, "2HG": 2, Foo: 1.5 });
    const fit = spectrumFit(scan, basis, BARE);
    expect(value(fit, "2HG") / 2).toBeCloseTo(1, 1);
    expect(value(fit, "Foo") / 1.5).toBeCloseTo(1, 1);
    expect(Math.abs(value(fit, "Glu", "Gln") / 10.5 - 1)).toBeLessThan(0.02);
    expect(fit.notFitted).toEqual([]);
    expect(fit.flags).toContain("names not known, fitted as they are: Foo");
  });

  it("holds choline by whatever name there is for it", () => {
    for (const name of ["Cho", "Choline", "PCh+GPC"]) {
      const basis = basisWith({}, ["PCh"], { GPC: name });
      const fit = spectrumFit(scanOf(basis, { ...BRAIN, [name]: 1.5 }), basis, BARE);
      expect(Math.abs(value(fit, "Cho", "tCho") / 1.5 - 1), name).toBeLessThan(0.02);
      expect(Math.abs(value(fit, "mI") / 5 - 1), name).toBeLessThan(0.03);
    }
  });

  it("holds no line twice, and names what it leaves out, with the reason", () => {
    const basis = basisWith({
      ...{ Cho: lines(3.19), tCr: lines(3.03), H2O: lines(4.68), Ref0ppm: lines(0), Form: lines(8.44) },
      MM09: lines(0.91),
    });
    const scan = scanOf(basis, { ...BRAIN, GPC: 1.5 });
    const fit = spectrumFit(scan, basis);
    const left = Object.fromEntries(fit.notFitted.map(({ name, why }) => [name, why]));
    expect(left).toMatchObject({
      ...{ Cho: "GPC and PCh instead", tCr: "Cr and PCr instead" },
      ...{ H2O: "no metabolite", Ref0ppm: "no metabolite", Form: "no signal in the fitted range" },
      MM09: "the preset's own instead",
    });
    expect(notFittedText(fit.notFitted)).toContain("H2O, Ref0ppm (no metabolite)");
    expect(fitted(fit).filter((name) => name === "MM09")).toHaveLength(1);
    for (const name of simulated.names) expect(fitted(fit)).toContain(name);
    // The same as with a basis that does not have them.
    expect(value(fit, "mI")).toBeCloseTo(value(spectrumFit(scan, simulated), "mI"), 6);
    const osprey = spectrumFit(scan, basisWith({ Cit: lines(2.6) }), { preset: "osprey" });
    expect(osprey.notFitted).toEqual([{ name: "Cit", why: "not in the list of osprey" }]);
  });

  it("is what was asked for, by any name; others are refused with those that there are", () => {
    const basis = basisWith({ "2HG": lines(1.83, 2.25, 4.01) });
    const scan = scanOf(basis, BRAIN);
    const some = spectrumFit(scan, basis, { ...BARE, metabolites: ["NAA", "Ins", "bHG", "creatine"] });
    expect(fitted(some).sort()).toEqual(["2HG", "Cr", "NAA", "mI"]);
    expect(some.notFitted.map(({ name }) => name)).toContain("Glu");
    const without = spectrumFit(scan, basis, { ...BARE, omit: ["2-HG"] });
    expect(without.notFitted).toEqual([{ name: "2HG", why: "omitted" }]);
    expect(fitted(without)).toEqual(simulated.names);
    for (const key of ["metabolites", "omit"]) {
      const wrong = (): FitResult => spectrumFit(scan, basis, { [key]: ["NAA", "Cit", "Xyz"] });
      expect(wrong).toThrow(InputError);
      expect(wrong).toThrow(
        `${key} is Cit, Xyz; expected names that the basis has: ${basis.names.join(", ")}`,
      );
    }
  });
});

describe("presetsCompare without creatine", () => {
  it("compares amplitudes, in one unit", () => {
    const basis = basisWith({}, ["PCr"]);
    const rows = presetsCompare(scanOf(basis, { NAA: 8, GPC: 1.5, Glu: 8, mI: 5 }), basis);
    expect(new Set(rows.map(({ unit }) => unit))).toEqual(new Set(["a.u."]));
    const naa = rows.find(({ method, quantity }) => method === "default" && quantity === "tNAA")!;
    expect(naa.value / 8).toBeCloseTo(1, 1);
  });
});

describe("a basis that is none for a scan", () => {
  const scan = scanOf(simulated, { ...BRAIN, GPC: 1.5 });
  const te = (echoTime?: number): BasisSet => ({
    ...simulated,
    header: { ...simulated.header, echoTime },
  });
  const cut = (basis: BasisSet, count: number): BasisSet => ({
    ...basis,
    re: basis.re.filter((_, k) => k % points < count),
    im: basis.im.filter((_, k) => k % points < count),
    shape: [basis.shape[0], count],
  });

  it("has another echo time: refused above 5 ms, flagged above .5 ms and where one is not known", () => {
    expect(() => spectrumFit(scan, te(0.144), BARE)).toThrow(
      "echo time of the basis is 144 ms; expected that of the scan, 35 ms, within 5 ms",
    );
    const flags = (basis: BasisSet, stack = scan): string[] => spectrumFit(stack, basis, BARE).flags;
    expect(spectrumFit(scan, te(0.144), { ...BARE, otherEchoTime: true }).flags).toContain(
      "echo time of the basis 144 ms, of the scan 35 ms: mI is off by some 4 % a ms",
    );
    expect(flags(te(0.03))).toContain(
      "echo time of the basis 30 ms, of the scan 35 ms: mI is off by some 4 % a ms",
    );
    expect(flags(te())).toContain("echo time of the basis is not known");
    expect(flags(simulated, { ...scan, echoTime: undefined })).toContain(
      "echo time of the scan is not known",
    );
    expect(flags(te(0.0352)).filter((flag) => flag.includes("echo time"))).toEqual([]);
  });

  it("is of another nucleus", () => {
    expect(() => spectrumFit({ ...scan, nucleus: "31P" }, simulated)).toThrow("nucleus of the scan is 31P");
  });

  it("ends while it and the scan have signal: refused with both lengths; what has decayed may end", () => {
    // 64 ms for a scan of 1 s
    expect(() => spectrumFit(scan, cut(simulated, 128), BARE)).toThrow(
      /length of the basis is 64 ms, where it still has \d+ % .* the scan \d+ %; expected that of the scan, 1024 ms/,
    );
    const full = value(spectrumFit(scan, simulated, BARE), "NAA");
    expect(value(spectrumFit(scan, cut(simulated, 1024), BARE), "NAA") / full).toBeCloseTo(1, 3);
    const decay = (samples: Float64Array): Float64Array =>
      samples.map((sample, k) => sample * Math.exp(-(((k % points) * simulated.header.dwellTime) / 0.03)));
    const damped = { ...simulated, re: decay(simulated.re), im: decay(simulated.im) };
    expect(() => spectrumFit(scan, cut(damped, 256), BARE)).not.toThrow();
  });
});
