import { readFileSync } from "node:fs";
import path from "node:path";
import { describe, expect, test } from "vitest";
import { readScan } from "../../lib/io/index.js";
import { scanQuality } from "../../lib/metrics/index.js";
import { scanProcess, stackReference } from "../../lib/process/index.js";
import {
  fidStack,
  ppmWindow,
  randomSource,
  stackConcat,
  stackShift,
  stackToSpectra,
} from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import { scanInspect } from "../../lib/study/index.js";
import { MRS_DATA } from "../mrsData.js";

interface Lines {
  /** ppm, height, width (Hz, 4 when absent), phase (rad) of each. */
  lines?: readonly (readonly [number, number, number?, number?])[];
  /** SD a sample. */
  noise?: number;
  /** Hz */
  band?: number;
  points?: number;
  /** MHz */
  frequency?: number;
  nucleus?: string;
  seed?: number;
}

function scan({
  lines = [],
  noise = 1,
  band = 2000,
  points = 1024,
  frequency = 123.2,
  nucleus = "1H",
  seed = 1,
}: Lines): FidStack {
  const random = randomSource(seed);
  const [re, im] = [0, 1].map(() => Float32Array.from({ length: points }, () => noise * random.normal()));
  for (const [ppm, height, width = 4, phase = 0] of lines) {
    for (let t = 0; t < points; t++) {
      const angle = (2 * Math.PI * (ppm - 4.68) * frequency * t) / band + phase;
      const decay = height * Math.exp((-Math.PI * width * t) / band);
      re[t] += decay * Math.cos(angle);
      im[t] += decay * Math.sin(angle);
    }
  }
  const header = { dwellTime: 1 / band, spectrometerFrequency: frequency, referencePpm: 4.68, nucleus };
  return fidStack({ ...header, re, im, shape: [1, points] });
}

/** ppm of the highest real point within a range. */
function top(stack: FidStack, low: number, high: number): number {
  const { re, ppm } = stackToSpectra(stack, { points: 16384 });
  const [first, last] = ppmWindow(ppm, low, high);
  let best = first;
  for (let k = first; k < last; k++) if (re[k] > re[best]) best = k;
  return ppm[best];
}

const said = (stack: FidStack): string => stackReference(stack).stack.history.at(-1)!;
const PATTERN = [
  [2.01, 3],
  [3.03, 2],
  [3.21, 1.5],
  [3.92, 1],
] as const;
/** The pattern displaced, of one width and phase. */
const displaced = (by: number, width = 4, phase = 0): [number, number, number, number][] =>
  PATTERN.map(([ppm, height]) => [ppm + by, height, width, phase]);

describe("lines that are not shown move nothing", () => {
  test("in noise alone nothing is found, whatever the band and field", () => {
    const bands: Lines[] = [
      { band: 2000 },
      { band: 1000, points: 512 },
      { band: 1200 },
      { band: 5000, frequency: 298 },
      { band: 1000, points: 512, frequency: 63.87 },
    ];
    for (const given of bands) {
      for (let seed = 1; seed <= 2; seed++) {
        const noise = scan({ ...given, seed });
        expect(stackReference(noise)).toMatchObject({ frequency: 0, phase: 0, lines: [] });
        expect(said(noise)).toMatch(/not referenced.*not phased/);
      }
    }
    const { peaks, snr, linewidth, referencedBy } = scanInspect(scan({ band: 1200 }));
    expect({ peaks, snr, linewidth, referencedBy }).toEqual({
      peaks: { NAA: null, Cr: null, Cho: null },
      snr: null,
      linewidth: null,
      referencedBy: [],
    });
    expect(scanQuality(scanProcess(scan({}))).map(({ value }) => value)).toEqual([undefined, undefined]);
  });

  test("noise that is aligned with noise does not add up to lines", () => {
    for (const n of [4, 32, 64]) {
      const stack = stackConcat(
        Array.from({ length: n }, (_, i) => scan({ points: 512, seed: 100 * n + i })),
      );
      const done = scanProcess(stack);
      expect(done.history.join()).toContain("nothing is aligned");
      expect(done.lines).toEqual([]);
      expect(scanInspect(stack).frequencySpan).toBeNull();
    }
  });

  test.each<[string, Lines["lines"]]>([
    ["acetate", [[1.9, 1, 4, 2]]],
    [
      "acetate and formate",
      [
        [1.9, 1, 4, 2],
        [8.44, 0.5, 4, 2],
      ],
    ],
    ["acetate where NAA would be", [[2.01, 1, 4, 2]]],
    [
      "acetate beside residual water",
      [
        [1.9, 1, 4, 2],
        [4.8, 20, 6, 2],
      ],
    ],
    ["choline", [[3.2, 1, 4, 2]]],
  ])("%s alone stays where it is, upright, and has no name", (_, lines) => {
    const found = stackReference(scan({ lines, noise: 0.02 }));
    expect(found).toMatchObject({ frequency: 0, lines: [] });
    expect(found.stack.history.at(-1)).toMatch(/not referenced.*\(line at/);
    expect(Math.abs(found.phase + 2)).toBeLessThan(0.15);
    expect(scanInspect(scan({ lines, noise: 0.02 })).peaks).toEqual({ NAA: null, Cr: null, Cho: null });
  });

  test.each<[string, Lines["lines"]]>([
    [
      "taurine",
      [
        [3.25, 1, 3],
        [3.2, 0.5, 3],
        [3.3, 0.5, 3],
        [3.42, 1, 3],
        [3.37, 0.5, 3],
        [3.47, 0.5, 3],
      ],
    ],
    [
      "lipids 20 times as high",
      [
        [1.3, 60, 25],
        [0.9, 20, 25],
        [2.05, 5, 20],
        [2.8, 2, 20],
        [4.7, 15, 10, 1],
      ],
    ],
    [
      "choline of a tumour and its lipids",
      [
        [3.21, 1, 6],
        [1.3, 30, 25],
        [0.9, 10, 25],
        [2.05, 3, 20],
        [4.7, 15, 10, 1],
      ],
    ],
  ])("%s are not taken for NAA, Cr or Cho", (_, lines) => {
    expect(stackReference(scan({ lines, noise: 0.1 }))).toMatchObject({ frequency: 0, lines: [] });
  });
});

describe("a pattern that is shown decides", () => {
  test.each([0, Math.PI])("creatine alone at room temperature, phase %s", (phase) => {
    const lines = [2, 3].map((k) => [PATTERN[k === 2 ? 1 : 3][0] - 0.12, k, 3, phase] as const);
    const { stack, lines: by } = stackReference(scan({ lines, noise: 0.02 }));
    expect(by).toEqual(["Cr", "Cr CH2"]);
    expect(top(stack, 2.6, 3.4)).toBeCloseTo(3.03, 2);
  });

  test.each<[string, Lines, number]>([
    ["1.5 T", { frequency: 63.87, band: 1000, points: 512 }, 5],
    ["3 T", {}, 5],
    ["7 T", { frequency: 298, band: 5000, points: 2048 }, 12],
  ])("NAA, Cr and Cho beside water, displaced either way and turned: %s", (_, given, width) => {
    for (const by of [-0.15, 0.1]) {
      const lines = [...displaced(by, width, 3), [4.7 + by, 20, 10, 1] as const];
      const { stack, lines: found } = stackReference(scan({ ...given, lines, noise: 0.1 }));
      expect(found).toEqual(expect.arrayContaining(["NAA", "Cr", "Cho"]));
      for (const ppm of [2.01, 3.03])
        expect(Math.abs(top(stack, ppm - 0.1, ppm + 0.08) - ppm)).toBeLessThan(0.02);
    }
  });

  test("a tumour: much Cho, little NAA, high lipids", () => {
    const lines: Lines["lines"] = [
      [2.01, 0.2, 6],
      [3.03, 0.6, 6],
      [3.21, 2, 6],
      [3.92, 0.4, 6],
      [1.3, 10, 25],
      [4.7, 15, 10, 1],
    ];
    const { frequency, lines: found } = stackReference(scan({ lines, noise: 0.05 }));
    expect(Math.abs(frequency)).toBeLessThan(1);
    expect(found).toContain("Cho");
  });
});

describe.skipIf(!MRS_DATA)("on measured scans (skipped: no MRS_DATA)", () => {
  test("with the water reference SNR and width of tCr are Osprey's own, the same in quality and inspect", async () => {
    const root = path.join(MRS_DATA!, "bigpress_philips");
    const told = readFileSync(path.join(root, "osprey_2.9.6", "quality.tsv"), "utf8")
      .trim()
      .split("\n");
    const ratios: number[][] = [];
    for (const row of told.slice(1).filter((_, k) => k % 6 === 0)) {
      const [site, subject, snr, fwhm] = row.split("\t");
      const file = path.join(root, site, subject, `${subject}_PRESS_35`);
      const [stack, water] = await Promise.all(
        ["act", "ref"].map((kind) => readScan(`${file}_${kind}.SDAT`)),
      );
      const [ownSnr, ownFwhm] = scanQuality(scanProcess(stack, { reference: water })).map(
        ({ value }) => value!,
      );
      ratios.push([ownSnr / Number(snr), ownFwhm / Number(fwhm)]);
      if (ratios.length > 1) continue;
      const { snr: inspected, linewidth } = scanInspect(stack, water);
      expect([inspected, linewidth]).toEqual([ownSnr, ownFwhm]);
    }
    for (const [k, reach] of [0.05, 0.1].entries()) {
      const sorted = ratios.map((each) => each[k]).sort((a, b) => a - b);
      // Without the water reference the median of the SNR's is 0.84
      expect(Math.abs(sorted[sorted.length >> 1] - 1)).toBeLessThan(reach);
      expect(sorted[0]).toBeGreaterThan(0.75);
    }
  });

  test("a water reference is called water", async () => {
    for (const id of ["P1/S01", "P7/S02"]) {
      const file = path.join(MRS_DATA!, "bigpress_philips", id, `${path.basename(id)}_PRESS_35_ref.SDAT`);
      expect(stackReference(await readScan(file)).lines).toEqual(["water"]);
    }
  });
});

describe("what is no spectrum of a brain is said", () => {
  const water = scan({ lines: [[4.8, 2000, 5, 2]] });

  test("unsuppressed water goes to 4.68 ppm, and quality and inspect call it water", () => {
    const found = stackReference(water);
    expect(found.lines).toEqual(["water"]);
    expect(top(found.stack, 4, 5.5)).toBeCloseTo(4.68, 2);
    const names = scanQuality(scanProcess(water)).map(({ name }) => name);
    expect(names).toEqual(["unsuppressed water SNR", "unsuppressed water FWHM"]);
    const summary = scanInspect(water);
    expect(summary.water!.linewidth).toBeCloseTo(5, 0);
    expect(summary.snr).toBeNull();
  });

  test("31P is aligned over its whole band, and nothing of it is called by a proton's name", () => {
    const one = scan({
      nucleus: "31P",
      lines: [
        [4.68, 4, 8],
        [2.2, 2, 8],
        [-3, 2, 8],
      ],
      noise: 0.1,
    });
    const shifts = [0, 3, -4, 2];
    const stack = stackConcat(shifts.map((frequency) => stackShift(one, { frequency })));
    const done = scanProcess(stack);
    shifts.forEach((shift, i) => expect(done.frequency[i] - done.frequency[0]).toBeCloseTo(-shift, 0));
    expect(done.lines).toEqual([]);
    expect(done.history.at(-1)).toContain("not referenced, not phased: no lines of 31P are known");
    expect(scanQuality(done).map(({ name }) => name)).toEqual(["highest point SNR"]);
    const { peaks, highest, frequencySpan } = scanInspect(stack);
    expect(Object.values(peaks)).toEqual([null, null, null]);
    expect(highest).toBeGreaterThan(50);
    expect(Math.abs(frequencySpan! - 7)).toBeLessThan(0.5);
  });
});
