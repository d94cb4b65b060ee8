import { describe, expect, it } from "vitest";
import {
  cohortBasis,
  cohortConfig,
  cohortSimulate,
  fidStack,
  magnetField,
  magnetFieldUnknown,
  quantifyConstants,
  quantitiesChosen,
  randomSource,
  scanQuantify,
  stackConcat,
  waterAmplitude,
  waterScale,
} from "mrs-synth";
import type { CohortSubject, FidStack, FittedSpectrum, QuantityRow } from "mrs-synth";

const [subject] = cohortSimulate({
  ...cohortConfig("quick", 3),
  sites: 1,
  subjectsPerSite: 1,
  transients: 1,
});
const shared = cohortBasis("megaPress68");

/** Unsuppressed water of a subject's voxel: each tissue's own content and relaxation, one Voigt line, off resonance. */
function waterOf({ truth, clean }: CohortSubject, turn = 0.4, noise = 0): FidStack {
  const { pure, content, t1, t2 } = quantifyConstants().water;
  const [te, tr] = [clean.echoTime!, clean.repetitionTime!];
  const signal = (["greyMatter", "whiteMatter", "csf"] as const).reduce(
    (sum, of) =>
      sum + truth.tissue[of] * content[of] * pure * Math.exp(-te / t2[of]) * (1 - Math.exp(-tr / t1[of])),
    0,
  );
  const points = 1024;
  const re = new Float32Array(points);
  const im = new Float32Array(points);
  const random = randomSource(1);
  for (let t = 0; t < points; t++) {
    const time = t * clean.dwellTime;
    const size = 2 * signal * Math.exp(-Math.PI * 3 * time - (Math.PI * 5 * time) ** 2 / (4 * Math.LN2));
    const angle = turn + 2 * Math.PI * 7 * time;
    re[t] = size * Math.cos(angle) + noise * random.normal();
    im[t] = size * Math.sin(angle) + noise * random.normal();
  }
  return fidStack({ ...clean, re, im, shape: [1, points], labels: undefined, history: [] });
}

/** What a perfect fit of the subject's scan would give: concentrations times what its relaxation leaves. */
function perfect({ truth, clean }: CohortSubject): { names: string[]; amplitudes: number[] } {
  const grey = truth.tissue.greyMatter / (1 - truth.tissue.csf);
  const mix = ([a, b]: [number, number]): number => grey * a + (1 - grey) * b;
  const names = Object.keys(truth.concentrations);
  const amplitudes = names.map((name) => {
    const { t1, t2 } = shared.tissue[name];
    const left = 1 - Math.exp(-clean.repetitionTime! / mix(t1));
    return truth.concentrations[name] * left * Math.exp(-clean.echoTime! / mix(t2));
  });
  return { names, amplitudes };
}

describe("waterAmplitude", () => {
  it("is the signal at t = 0 of a line of known area, whatever its phase", () => {
    // sum over tissues, 2 protons each, by hand in waterOf
    const still = waterAmplitude(waterOf(subject, 0));
    expect(Math.abs(waterAmplitude(waterOf(subject, 2)) / still - 1)).toBeLessThan(1e-6);
    const fid = waterOf(subject);
    expect(Math.abs(still / Math.hypot(fid.re[0], fid.im[0]) - 1)).toBeLessThan(1e-6);
    // noise of a metabolite scan moves it by far less than a per cent
    const noisy = waterAmplitude(waterOf(subject, 0.4, subject.truth.noiseSd));
    expect(Math.abs(noisy / still - 1)).toBeLessThan(0.005);
  });

  it("does not hang on the first sample, and refuses what is no water", () => {
    const fid = waterOf(subject);
    const touched = { ...fid, re: fid.re.slice(), im: fid.im.slice() };
    touched.re[0] *= 0.8;
    touched.im[0] *= 0.8;
    expect(Math.abs(waterAmplitude(touched) / waterAmplitude(fid) - 1)).toBeLessThan(0.03);
    const silent = { ...fid, re: fid.re.map(() => 0), im: fid.im.map(() => 0) };
    expect(() => waterAmplitude(silent)).toThrow("water reference");
  });
});

it("transients of alternating sign, or an empty one, give what one of them gives", () => {
  const water = waterOf(subject);
  const turned = { ...water, re: water.re.map((value) => -value), im: water.im.map((value) => -value) };
  const empty = { ...water, re: water.re.map(() => 0), im: water.im.map(() => 0) };
  const one = waterAmplitude(water);
  for (const rows of [
    [water, turned, water, turned],
    [water, water, empty, water],
  ]) {
    expect(Math.abs(waterAmplitude(stackConcat(rows)) / one - 1)).toBeLessThan(1e-6);
  }
});

describe("waterScale", () => {
  it("gives a simulated subject its concentrations back", () => {
    const { truth, clean } = subject;
    const { names, amplitudes } = perfect(subject);
    // The truth's own relaxation times, so that nothing but the arithmetic is tested
    const constants = quantifyConstants();
    const relaxation = { ...constants.relaxation, ...shared.tissue };
    const water = {
      amplitude: waterAmplitude(waterOf(subject)),
      echoTime: clean.echoTime!,
      repetitionTime: clean.repetitionTime!,
    };
    const { greyMatter, whiteMatter } = truth.tissue;
    // mM of voxel over kg of tissue water in a litre of voxel
    const tissueWater = 0.78 * greyMatter + 0.65 * whiteMatter;
    names.forEach((name, k) => {
      const { tissueCorrected } = waterScale(name, {
        water,
        echoTime: clean.echoTime!,
        repetitionTime: clean.repetitionTime!,
        tissue: truth.tissue,
        constants: { ...constants, relaxation },
      });
      const expected = truth.concentrations[name] / tissueWater;
      expect(Math.abs((amplitudes[k] * tissueCorrected!) / expected - 1)).toBeLessThan(1e-5);
    });
  });

  it("without tissue takes the voxel for one water; CSF is then taken out of the volume", () => {
    // infinitely long TR, no echo time: 55500 x .65 mmol/l over the water's signal per molecule
    const water = { amplitude: 2 * 1000, echoTime: 0, repetitionTime: 1e6 };
    const times = { echoTime: 0, repetitionTime: 1e6 };
    expect(waterScale("NAA", { water, ...times }).raw).toBeCloseTo((55500 * 0.65) / 1000, 8);
    const tissue = { greyMatter: 0.5, whiteMatter: 0.3, csf: 0.2 };
    const { raw, csfCorrected } = waterScale("NAA", { water, ...times, tissue });
    expect(csfCorrected! / raw).toBeCloseTo(1 / 0.8, 10);
    // Osprey's worked factor at TE 35 / TR 2 for NAA, by its formula: T1 1.41, T2 .3005 s
    const real = waterScale("NAA", {
      water: { amplitude: 2, echoTime: 0.035, repetitionTime: 2 },
      echoTime: 0.035,
      repetitionTime: 2,
    });
    const metabolite = (1 - Math.exp(-2 / 1.41)) * Math.exp(-0.035 / 0.3005);
    const ofWater = (1 - Math.exp(-2 / 1.1)) * Math.exp(-0.035 / 0.095);
    expect(real.raw).toBeCloseTo((55500 * 0.65 * ofWater) / metabolite, 6);
  });

  it("refuses tissue that does not sum to 1", () => {
    const water = { amplitude: 1, echoTime: 0.03, repetitionTime: 2 };
    const tissue = { greyMatter: 60, whiteMatter: 30, csf: 10 };
    expect(() => waterScale("NAA", { water, echoTime: 0.03, repetitionTime: 2, tissue })).toThrow("tissue");
  });
});

describe("scanQuantify", () => {
  const { names, amplitudes } = perfect(subject);
  const value = (rows: QuantityRow[], metabolite: string, quantity: string): QuantityRow =>
    rows.find((row) => row.metabolite === metabolite && row.quantity === quantity)!;

  it("gives metabolites, sums and ratios to tCr", () => {
    const rows = scanQuantify([{ spectrum: "PRESS", names, amplitudes }], { subject: "s" });
    const at = (name: string): number => amplitudes[names.indexOf(name)];
    const tCr = at("Cr") + at("PCr");
    expect(value(rows, "tNAA", "ratio").value).toBeCloseTo((at("NAA") + at("NAAG")) / tCr, 12);
    expect(value(rows, "Glx", "ratio").value).toBeCloseTo((at("Glu") + at("Gln")) / tCr, 12);
    expect(value(rows, "tCr", "ratio").value).toBe(1);
    expect(value(rows, "tNAA", "ratio")).toMatchObject({ unit: "/tCr", crlb: null, flags: "" });
    // no macromolecule below GABA was fitted: what is there is not GABA+
    expect(value(rows, "GABA+", "ratio")).toBeUndefined();
  });

  it("gives bounds that a Monte Carlo of the amplitudes confirms", () => {
    const fit = {
      spectrum: "PRESS",
      names: ["Cr", "PCr", "GPC", "PCh"],
      amplitudes: [5, 3, 1, 0.6],
      // Cr and PCr, GPC and PCh hardly told apart: their sums are known ten times better
      covariance: [0.25, -0.24, 0, 0, -0.24, 0.25, 0, 0, 0, 0, 0.01, -0.0096, 0, 0, -0.0096, 0.01],
    };
    const rows = scanQuantify([fit], { subject: "s" });
    expect(value(rows, "tCr", "amplitude").crlb).toBeCloseTo(Math.sqrt(0.02), 12);
    expect(value(rows, "GPC", "amplitude").crlb).toBeCloseTo(0.1, 12);
    expect(value(rows, "Cr", "ratio").flags).toBe("");
    const random = randomSource(2);
    const draws = Array.from({ length: 40_000 }, () => {
      const pair = (sd: number, common: number): [number, number] => {
        const [u, v] = [random.normal(), random.normal()];
        const slip = Math.sqrt((sd ** 2 - common) / 2 + common) * u;
        const both = Math.sqrt((sd ** 2 - common) / 2) * v;
        return [slip + both, -slip + both];
      };
      // var = slip^2 + both^2 = sd^2; cov = both^2 - slip^2 = -common
      const [a, b] = pair(0.5, 0.24);
      const [c, d] = pair(0.1, 0.0096);
      return { tCho: (1.6 + c + d) / (8 + a + b), cr: (5 + a) / (8 + a + b) };
    });
    const sd = (values: number[]): number => {
      const mean = values.reduce((x, y) => x + y, 0) / values.length;
      return Math.sqrt(values.reduce((x, y) => x + (y - mean) ** 2, 0) / values.length);
    };
    expect(value(rows, "tCho", "ratio").crlb! / sd(draws.map((d) => d.tCho))).toBeCloseTo(1, 1);
    expect(value(rows, "Cr", "ratio").crlb! / sd(draws.map((d) => d.cr))).toBeCloseTo(1, 1);
    expect(value(rows, "PCh", "ratio").flags).toBe("");
  });

  it("takes tCr of OFF for the difference spectrum, and from it GABA+ and Glx only", () => {
    const off = { spectrum: "OFF", names: ["Cr", "NAA", "Glu", "Gln", "mI"], amplitudes: [8, 9, 7, 2, 5] };
    const difference = {
      spectrum: "DIFF",
      names: ["GABA", "MM3co", "Glu", "Gln", "NAA"],
      amplitudes: [1.2, 1, 8, 2, 9],
    };
    const rows = scanQuantify([off, difference], { subject: "s" });
    const chosen = Object.fromEntries(quantitiesChosen(rows).map((row) => [row.metabolite, row.value]));
    expect(chosen["GABA+"]).toBeCloseTo(2.2 / 8, 12);
    expect(chosen.Glx).toBeCloseTo(10 / 8, 12);
    expect(chosen.tNAA).toBeCloseTo(9 / 8, 12);
    expect(chosen.mI).toBeCloseTo(5 / 8, 12);
  });

  it("flags what is zero or uncertain", () => {
    const covariance = [0.01, 0, 0, 0, 1, 0, 0, 0, 0.01];
    const fit = { spectrum: "PRESS", names: ["Cr", "GABA", "Asp"], amplitudes: [8, 2, 0], covariance };
    const rows = scanQuantify([fit], { subject: "s" });
    expect(value(rows, "GABA", "amplitude").flags).toBe("bound above 20 %");
    expect(value(rows, "Asp", "amplitude").flags).toBe("not found");
    const water = { amplitude: 1e5, echoTime: 0.03, repetitionTime: 2 };
    expect(() => scanQuantify([fit], { subject: "s", water, echoTime: 0.03 })).toThrow("repetitionTime");
  });

  it("gives amplitudes and concentrations without creatine, and says why there are no ratios", () => {
    const names = ["Cr", "NAA", "NAAG", "Cho"];
    const covariance = names.flatMap((_, i) => names.map((__, j) => (i === j ? 0.01 : 0)));
    const fit = (cr: number): FittedSpectrum => ({
      ...{ spectrum: "PRESS", names, amplitudes: [cr, 4, 1, 2], covariance },
    });
    const water = { amplitude: 1e4, echoTime: 0.03, repetitionTime: 2 };
    const times = { subject: "s", echoTime: 0.03, repetitionTime: 2 };
    const without: [readonly FittedSpectrum[], string][] = [
      [[fit(0)], "no ratios: tCr is 0"],
      [[fit(0.15)], "no ratios: tCr is 0.15 +- 0.1"],
      [[{ ...fit(0), names: ["Ala", "NAA", "NAAG", "Cho"] }], "no ratios: tCr was not fitted"],
      [[{ ...fit(8), spectrum: "DIFF" }], "no ratios: tCr was not fitted"],
    ];
    for (const [fits, why] of without) {
      const rows = scanQuantify(fits, { ...times, water });
      expect(rows.filter(({ quantity }) => quantity === "ratio")).toEqual([]);
      expect(value(rows, "tNAA", "amplitude")).toMatchObject({ value: 5, flags: why });
      expect(value(rows, "tCho", "water-scaled").value).toBeGreaterThan(0);
      for (const { value: number, crlb } of rows) {
        expect(Number.isFinite(number) && (crlb === null || Number.isFinite(crlb))).toBe(true);
      }
    }
    // Shown, but with a bound of a quarter: each ratio says so.
    const loose = value(scanQuantify([fit(0.4)], times), "tCho", "ratio");
    expect(loose).toMatchObject({ value: 5, unit: "/tCr" });
    expect(loose.flags).toContain("bound of tCr above 20 %");
  });

  it("takes ratios to what it is told, by any name, and refuses what was not fitted", () => {
    const fit = { spectrum: "PRESS", names: ["NAA", "NAAG", "mI"], amplitudes: [4, 1, 2] };
    const over = (ratioTo: string): QuantityRow =>
      value(scanQuantify([fit], { subject: "s", ratioTo }), "mI", "ratio");
    expect(over("tNAA")).toMatchObject({ value: 2 / 5, unit: "/tNAA" });
    expect(over("N-acetylaspartate")).toMatchObject({ value: 2 / 4, unit: "/NAA" });
    expect(() => over("Glx")).toThrow("ratioTo is Glx; expected what was fitted, NAA, NAAG, mI");
  });

  it("gives choline and creatine the relaxation that they have by whatever name", () => {
    const water = { amplitude: 1e4, echoTime: 0.03, repetitionTime: 2 };
    const scale = (name: string): number =>
      waterScale(name, { water, echoTime: 0.03, repetitionTime: 2 }).raw;
    for (const name of ["Cho", "tCho"]) expect(scale(name)).toBe(scale("GPC"));
    expect(scale("tCr")).toBe(scale("Cr"));
    expect(scale("tNAA")).toBe(scale("NAA"));
    expect(scale("GPC")).not.toBe(scale("2HG"));
  });

  it("takes an entry that is called as a sum for that sum", () => {
    const fit = { spectrum: "PRESS", names: ["tNAA", "tCr", "tCho"], amplitudes: [12, 8, 2] };
    const rows = scanQuantify([fit], { subject: "s" });
    expect(
      rows.filter(({ quantity }) => quantity === "ratio").map((row) => [row.metabolite, row.value]),
    ).toEqual([
      ["tNAA", 1.5],
      ["tCr", 1],
      ["tCho", 0.25],
    ]);
  });

  it("gives mM and mmol/kg where there is water", () => {
    const water = { amplitude: waterAmplitude(waterOf(subject)), echoTime: 0.068, repetitionTime: 2 };
    const times = { echoTime: 0.068, repetitionTime: 2 };
    const fit = { spectrum: "OFF", names, amplitudes };
    const rows = scanQuantify([fit], { subject: "s", water, ...times, tissue: subject.truth.tissue });
    const { greyMatter, whiteMatter } = subject.truth.tissue;
    const truth =
      (subject.truth.concentrations.NAA + subject.truth.concentrations.NAAG) /
      (0.78 * greyMatter + 0.65 * whiteMatter);
    // Osprey's relaxation times are not the cohort's: T2 of NAA .258/.343 against .265/.291 s, a few per cent
    expect(Math.abs(value(rows, "tNAA", "tissue-corrected").value / truth - 1)).toBeLessThan(0.05);
    expect(value(rows, "tNAA", "tissue-corrected").unit).toBe("mmol/kg");
    expect(value(rows, "tNAA", "CSF-corrected").unit).toBe("mM");
  });
});

describe("relaxation by field", () => {
  const times = { echoTime: 0.03, repetitionTime: 2 };
  const water = { amplitude: 2 * 36000, ...times };
  const fit = { spectrum: "PRESS", names: ["Cr", "NAA"], amplitudes: [5, 7] };

  it("takes the times of the scan's field: NAA comes out as its signal and that field's relaxation ask for", () => {
    const left = (t1: number, t2: number): number => Math.exp(-0.03 / t2) * (1 - Math.exp(-2 / t1));
    // Means of grey and white matter; sources in data/quantify.json
    const expected: [number, number][] = [
      [63.9, left(0.982, 0.083) / left(1.153, 0.347)],
      [123.2, left(1.1, 0.095) / left(1.41, 0.3005)],
      [127.8, left(1.1, 0.095) / left(1.41, 0.3005)],
      [298.1, left(1.676, 0.0525) / left(1.583, 0.141)],
    ];
    for (const [spectrometerFrequency, factor] of expected) {
      const rows = scanQuantify([fit], { subject: "s", water, ...times, spectrometerFrequency });
      const found = rows.find((row) => row.metabolite === "NAA" && row.quantity === "water-scaled")!;
      expect(found.value).toBeCloseTo(((7 * 2) / (2 * 36000)) * 55500 * 0.65 * factor, 6);
    }
  });

  it("gives none where a field has no relaxation times, and says which", () => {
    const ask = (): QuantityRow[] =>
      scanQuantify([fit], { subject: "s", water, ...times, spectrometerFrequency: 400.2 });
    expect(ask).toThrow("spectrometerFrequency is 400.2; expected that of 1.5, 3 or 7 T");
    expect(magnetField(400.2)).toBeUndefined();
    expect(magnetFieldUnknown(400.2)).toBe(
      "no concentrations: relaxation times at 9.4 T are not known (1.5, 3 and 7 T are)",
    );
  });
});

describe("concentrations that no brain has", () => {
  const times = { echoTime: 0.03, repetitionTime: 2 };
  const names = ["Cr", "NAA", "GPC", "mI", "MM09"];
  const fit = { spectrum: "PRESS", names, amplitudes: [8, 10, 1.4, 6, 500] };
  const scaled = (amplitude: number): Record<string, string> =>
    Object.fromEntries(
      scanQuantify([fit], { subject: "s", water: { amplitude, ...times, flags: ["said of it"] }, ...times })
        .filter(({ quantity }) => quantity === "water-scaled")
        .map(({ metabolite, flags }) => [metabolite, flags]),
    );

  it("are flagged, each by its bound; those of a brain are not", () => {
    expect(new Set(Object.values(scaled(2 * 36000)))).toEqual(new Set(["said of it"]));
    // NAA of 35 mM
    const little = scaled((2 * 36000) / 3.5);
    expect(little.tNAA).toBe("said of it; implausible: above 30 mM");
    expect(little.mI).toBe("said of it");
    expect(little.MM09).toBe("said of it");
  });

  it("are said to be of the water where the ratio to it is no brain's, high or low", () => {
    expect(scaled(2 * 36000 * 50).mI).toMatch(/implausible water-to-metabolite ratio: .* mM, not 1 to 75 mM/);
    expect(scaled((2 * 36000) / 10).mI).toMatch(/implausible water-to-metabolite ratio/);
  });

  it("are refused where the reference can be no unsuppressed water", () => {
    const lone = { spectrum: "PRESS", names: ["Cr", "mI"], amplitudes: [8, 1400] };
    const water = { amplitude: 2 * 36000, ...times };
    expect(() => scanQuantify([lone], { subject: "s", water, ...times })).toThrow(
      "water reference is a signal beside which mI would be",
    );
    expect(() => scaled((2 * 36000) / 18)).toThrow("beside which tNAA + tCr + tCho would be");
  });
});
