import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { cohortConfig } from "../../lib/cohort/index.js";
import { dataRead, fidStack, ppmAxis, randomSource, spectraToStack } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";
import {
  HELD_OUT_SITES,
  measuredRealism,
  realismClassifier,
  realismMega,
  realismMegaSummary,
  realismNoise,
  realismProcess,
  realismQuality,
  realismStudy,
  REALISM_METRICS,
  REALISM_PPM,
  simulatedRealism,
  twoSampleTest,
} from "../../lib/study/index.js";
import type { FoldedSpectrum, RealismSpectrum } from "../../lib/study/index.js";
import { MRS_DATA } from "../mrsData.js";

/** Spectra of six lines whose heights vary from subject to subject, with noise; the second half may have one more. */
function population(
  count: number,
  random: RandomSource,
  added?: { ppm: number; height: number },
): FoldedSpectrum[] {
  const line = (k: number, centre: number): number => Math.exp(-(((REALISM_PPM[k] - centre) / 0.05) ** 2));
  return Array.from({ length: count }, (_, i) => {
    const heights = [0.9, 1.4, 2.01, 2.6, 3.03, 3.9].map((ppm) => [ppm, 1 + 0.2 * random.normal()]);
    const positive = i >= count / 2;
    const spectrum = REALISM_PPM.map((_, k) => {
      const more = positive && added ? added.height * line(k, added.ppm) : 0;
      return (
        heights.reduce((sum, [ppm, height]) => sum + height * line(k, ppm), more) + 0.02 * random.normal()
      );
    });
    return { id: `s${i}`, positive, spectrum, fold: i % 6 };
  });
}

describe("classifier two-sample test", () => {
  test("two halves of one population cannot be told apart", () => {
    const results = Array.from({ length: 8 }, (_, seed) => {
      const random = randomSource(seed);
      return twoSampleTest(population(72, random), { random, resamples: 300 }).auc;
    });
    // 95 % intervals: seven or eight of eight hold 0.5, all but 6 % of the time; their mean has a standard error of 0.025
    expect(results.filter(({ low, high }) => low <= 0.5 && high >= 0.5).length).toBeGreaterThanOrEqual(6);
    const mean = results.reduce((sum, { value }) => sum + value / results.length, 0);
    expect(Math.abs(mean - 0.5)).toBeLessThan(0.08);
  });

  test("a peak that one half has besides is found, and its place is what the classifier goes by", () => {
    const random = randomSource(1);
    const spectra = population(72, random, { ppm: 3.4, height: 0.08 });
    const { auc, coefficients } = twoSampleTest(spectra, { random, resamples: 200 });
    expect(auc.value).toBeGreaterThan(0.95);
    const strongest = coefficients.reduce((best, value, k) => (value > coefficients[best] ? k : best), 0);
    expect(Math.abs(REALISM_PPM[strongest] - 3.4)).toBeLessThan(0.05);
  });

  test("a spectrum is never scored by a classifier that saw it: memorised labels give nothing", () => {
    // Pure noise in more dimensions than spectra is separable in training, without fail; not in testing.
    const random = randomSource(3);
    const noise = population(48, random).map((one) => ({
      ...one,
      spectrum: one.spectrum.map(() => random.normal()),
    }));
    const { auc } = twoSampleTest(noise, { random, components: 40, resamples: 200 });
    expect(auc.value).toBeGreaterThan(0.2);
    expect(auc.value).toBeLessThan(0.8);
    expect(() =>
      twoSampleTest(
        noise.map((one) => ({ ...one, fold: 1 })),
        { random },
      ),
    ).toThrow("2 folds");
  });

  test("held-out sites have no part in what is mended by", () => {
    const quality = Object.fromEntries(
      REALISM_METRICS.map(({ name }) => [name, 1]),
    ) as RealismSpectrum["quality"];
    const random = randomSource(4);
    const drawn = population(72, random);
    const spectra = drawn.map(({ spectrum, positive }, i): RealismSpectrum => {
      const site = positive ? `S0${1 + (i % 6)}` : ["P1", "P3", "P4", ...HELD_OUT_SITES][i % 6];
      const group = positive ? "simulated" : "measured";
      return { id: `${site}/${i}`, site, group, quality, spectrum, wet: undefined as unknown as FidStack };
    });
    const other = spectra.map((one) =>
      HELD_OUT_SITES.includes(one.site) ? { ...one, spectrum: one.spectrum.map((v) => 3 - 2 * v) } : one,
    );
    const [before, after] = [spectra, other].map(
      (some) => realismClassifier(some, { random: randomSource(5), resamples: 50, components: 6 }).aucs,
    );
    expect(after[2]).toEqual(before[2]);
    expect(before[2].comparison).toBe("P1, P3, P4, by subject");
    expect(after[0].value).not.toBe(before[0].value);
  });
});

describe("processing and quality", () => {
  const config = { ...cohortConfig("press-te35", 1), sites: 2, subjectsPerSite: 2 };

  test("measured and simulated scans are treated alike: a scan compared with itself is equal in every row", () => {
    const scans = simulatedRealism(config);
    const twice = [...scans, ...scans.map((scan) => ({ ...scan, group: "measured" as const }))];
    const rows = realismQuality(realismProcess(twice));
    expect(rows.map(({ metric }) => metric)).toEqual(REALISM_METRICS.map(({ name }) => name));
    for (const row of rows) {
      expect([row.simulated, row.simulatedLow, row.simulatedHigh]).toEqual([
        row.measured,
        row.measuredLow,
        row.measuredHigh,
      ]);
      expect(row.within).toBe(true);
      expect(row.spreadRatio).toBe(1);
    }
  });

  test("a spectrum has norm 1 and its singlets where they belong", () => {
    for (const { spectrum } of realismProcess(simulatedRealism(config))) {
      expect(Math.hypot(...spectrum)).toBeCloseTo(1, 10);
      const top = spectrum.reduce((best, value, k) => (value > spectrum[best] ? k : best), 0);
      expect(Math.abs(REALISM_PPM[top] - 2.01)).toBeLessThan(0.025);
    }
  });
});

describe("noise", () => {
  const header = { dwellTime: 0.0005, spectrometerFrequency: 127.75, referencePpm: 4.68 };

  /** A stack whose spectra are the values drawn, point by point. */
  function stackOf(draw: (random: RandomSource) => number, smooth = false): FidStack {
    const random = randomSource(7);
    const shape = [20, 2048] as const;
    const series = (): Float32Array => {
      const raw = Float32Array.from({ length: shape[0] * shape[1] + 1 }, () => draw(random));
      return smooth ? raw.slice(1).map((value, k) => value + raw[k]) : raw.slice(1);
    };
    const ppm = ppmAxis(header, shape[1]);
    const spectra = { ...header, nucleus: "1H", history: [], re: series(), im: series(), shape, ppm };
    return fidStack(spectraToStack(spectra));
  }
  const row = (stack: FidStack): ReturnType<typeof realismNoise>["rows"][number] =>
    realismNoise([{ id: "a", group: "simulated", scan: "x", stack }]).rows[0];
  // 20 x 4 x 2 x 157 samples: the standard error of a correlation is 0.006, that of the shape 0.02

  test("white Gaussian noise has shape 2, no autocorrelation and a flat spectrum", () => {
    const { shape, autocorrelation, power, realImaginary } = row(stackOf((random) => random.normal()));
    expect(Math.abs(shape - 2)).toBeLessThan(0.06);
    for (const value of [...autocorrelation, realImaginary]) expect(Math.abs(value)).toBeLessThan(0.025);
    for (const value of power) expect(Math.abs(value - 1)).toBeLessThan(0.06);
  });

  test("Laplacian noise has shape 1", () => {
    const { shape } = row(
      stackOf((random) => Math.log(1 - random.uniform()) * (random.uniform() < 0.5 ? 1 : -1)),
    );
    // Taking off a parabola mixes 52 samples a little, towards the Gaussian's 2
    expect(Math.abs(shape - 1)).toBeLessThan(0.2);
  });

  test("the sum of neighbours is correlated by half at lag 1 and not at lag 2", () => {
    const { autocorrelation } = row(stackOf((random) => random.normal(), true));
    // A little less by the parabola of 52 points, which takes 3 of their degrees of freedom
    expect(Math.abs(autocorrelation[0] - 0.5)).toBeLessThan(0.04);
    expect(Math.abs(autocorrelation[1])).toBeLessThan(0.12);
  });
});

describe.skipIf(!MRS_DATA)("measured PRESS scans (skipped: no MRS_DATA)", () => {
  test("our SNR and widths are Osprey's of the same scans", async () => {
    const scans = (await measuredRealism(MRS_DATA!)).filter(({ site }) => site === "P1" || site === "P3");
    const ours = realismProcess(scans);
    const [head, ...lines] = readFileSync(
      path.join(MRS_DATA!, "bigpress_philips", "osprey_2.9.6", "quality.tsv"),
      "utf8",
    )
      .trim()
      .split("\n")
      .map((text) => text.split("\t"));
    for (const [metric, column, ratio] of [
      ["tCr SNR", "Cr_SNR", 0.1],
      ["tCr FWHM", "Cr_FWHM", 0.1],
      ["water FWHM", "water_FWHM", 0.05],
    ] as const) {
      const pairs = ours.map(({ id, quality }) => {
        const [site, subject] = id.split("/");
        const theirs = lines.find((cells) => cells[0] === site && cells[1] === subject)!;
        return [quality[metric]!, Number(theirs[head.indexOf(column)])];
      });
      const errors = pairs.map(([a, b]) => Math.abs(a / b - 1)).sort((a, b) => a - b);
      // The median scan; Osprey's own alignment and water filter differ in detail.
      expect(errors[errors.length >> 1], metric).toBeLessThan(ratio);
    }
  });

  test("the quick study compares what it can, and is honest about what the comparison is of", async () => {
    const random = randomSource(1);
    const settings = { seed: 1, subjectsPerSite: 2, megaSubjects: 1 };
    const { quality, classifier, noise, spectra } = await realismStudy({
      ...settings,
      measured: MRS_DATA,
      random,
    });
    expect(quality).toHaveLength(REALISM_METRICS.length);
    expect(spectra.filter(({ group }) => group === "measured")).toHaveLength(12);
    expect(classifier!.aucs.map(({ comparison }) => comparison)).toContain("held-out P5, P6, P7");
    for (const { median } of noise.summary.filter(({ metric }) => metric === "shape")) {
      expect(median).toBeGreaterThan(1.7);
      expect(median).toBeLessThan(2.4);
    }
  });
});

test("without measured scans the simulated side stands alone", async () => {
  const settings = { seed: 1, subjectsPerSite: 1, megaSubjects: 1 };
  const { quality, classifier, spectra } = await realismStudy({ ...settings, random: randomSource(1) });
  expect(spectra.length).toBeGreaterThan(0);
  expect(quality).toEqual([]);
  expect(classifier).toBeUndefined();
});

describe("simulated GABA-edited scans beside published figures", () => {
  const rows = realismMega({ seed: 1, sites: 1 });

  test("every published metric is made of every scan, with its ranges", () => {
    const { metrics } = dataRead<{ metrics: { metric: string; ranges: object }[] }>("published-quality.json");
    for (const { metric, ranges } of metrics) {
      const own = rows.filter((row) => row.metric === metric);
      expect(own.filter(({ value }) => value !== undefined && Number.isFinite(value))).toHaveLength(1);
      expect(own.filter(({ low }) => low !== undefined).map(({ group }) => group)).toEqual(
        Object.keys(ranges),
      );
    }
  });

  test("width and SNR of creatine are those of a good scanner", () => {
    // Osprey on Big GABA: 90 to 207 and 4.9 to 8 Hz over the subjects of the published sites, a little room at both ends
    const of = (metric: string): number =>
      rows.find((row) => row.metric === metric && row.group === "simulated")!.value!;
    expect(of("tCr SNR, OFF")).toBeGreaterThan(70);
    expect(of("tCr SNR, OFF")).toBeLessThan(230);
    expect(of("tCr FWHM, OFF")).toBeGreaterThan(4.5);
    expect(of("tCr FWHM, OFF")).toBeLessThan(8.5);
  });

  test("the summary has the quartiles, and says whether the median lies in a range", () => {
    const values = [1, 2, 3, 4, 5].map((value) => ({ metric: "a", unit: "", group: "simulated", value }));
    const [row] = realismMegaSummary([...values, { metric: "a", unit: "", group: "P5", low: 3.5, high: 6 }]);
    expect(row).toEqual({
      metric: "a",
      unit: "",
      published: "3.5 to 6",
      simulatedLow: 2,
      simulated: 3,
      simulatedHigh: 4,
      within: false,
    });
  });
});
