import { describe, expect, test } from "vitest";
import {
  fidStack,
  randomSource,
  spectrumNoise,
  stackToSpectra,
  stackZeroFill,
  stackZerosCut,
} from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

interface Scan {
  /** Hz */
  band: number;
  points?: number;
  /** MHz */
  frequency?: number;
  nucleus?: string;
  /** ppm and height of each line, 5 Hz wide. */
  lines?: [number, number][];
}

/** Lines over noise of SD 1 a sample. */
function scan({ band, points = 2048, frequency = 123.2, nucleus, lines = [] }: Scan, seed = 1): FidStack {
  const random = randomSource(seed);
  const referencePpm = nucleus === "31P" ? 0 : 4.68;
  const [re, im] = [0, 1].map(() => Float32Array.from({ length: points }, () => random.normal()));
  for (const [ppm, height] of lines) {
    for (let t = 0; t < points; t++) {
      const angle = (2 * Math.PI * (ppm - referencePpm) * frequency * t) / band;
      const decay = height * Math.exp((-Math.PI * 5 * t) / band);
      re[t] += decay * Math.cos(angle);
      im[t] += decay * Math.sin(angle);
    }
  }
  return fidStack({
    re,
    im,
    shape: [1, points],
    dwellTime: 1 / band,
    spectrometerFrequency: frequency,
    referencePpm,
    nucleus: nucleus ?? "1H",
  });
}

const BRAIN: [number, number][] = [
  [4.7, 20],
  [3.92, 1],
  [3.55, 1],
  [3.21, 2],
  [3.03, 3],
  [2.3, 1],
  [2.01, 5],
  [1.3, 1],
];

describe("noise of a spectrum", () => {
  test.each<[string, Scan]>([
    ["2,000 Hz at 3 T", { band: 2000, lines: BRAIN }],
    ["1,200 Hz at 3 T, which ends above -2 ppm", { band: 1200, lines: BRAIN }],
    ["1,000 Hz at 1.5 T", { band: 1000, points: 1024, frequency: 63.87, lines: BRAIN }],
    ["5,000 Hz at 7 T", { band: 5000, points: 4096, frequency: 298, lines: BRAIN }],
    ["with TMS at 0 ppm", { band: 2000, lines: [...BRAIN, [0, 3]] }],
    [
      "31P, with PCr at 0 and ATP at -2.5 ppm",
      {
        band: 3000,
        frequency: 51.7,
        nucleus: "31P",
        lines: [
          [0, 5],
          [-2.5, 2],
          [-7.5, 2],
          [-16, 2],
          [5, 1],
        ],
      },
    ],
    ["alone, 1,200 Hz", { band: 1200 }],
    ["alone, 5,000 Hz", { band: 5000 }],
  ])("is that of the samples: %s", (_, given) => {
    const ratios = [1, 2, 3].map((seed) => {
      const { sd } = spectrumNoise(stackToSpectra(scan(given, seed)))!;
      return sd / Math.sqrt(given.points ?? 2048);
    });
    // 100 to 260 points each: 3 to 5 % a scan
    for (const ratio of ratios) expect(Math.abs(ratio - 1)).toBeLessThan(0.16);
  });

  test("is measured in -2 to 0 ppm where that is empty, and elsewhere where it is not", () => {
    const range = (given: Scan): readonly number[] => spectrumNoise(stackToSpectra(scan(given)))!.ppmRange;
    expect(range({ band: 2000, lines: BRAIN })[0]).toBeCloseTo(-2, 1);
    expect(range({ band: 2000, lines: [...BRAIN, [0, 3]] })[0]).toBeGreaterThan(5);
    expect(spectrumNoise(stackToSpectra(scan({ band: 1200 })), 0, { ppmRange: [-2, 0] })).toBeUndefined();
  });

  test("does not change with zeros, which are cut off again", () => {
    const plain = scan({ band: 2000, lines: BRAIN });
    const filled = stackZeroFill(plain, 8192);
    const [a, b] = [plain, filled].map((fid) => spectrumNoise(stackToSpectra(fid))!.sd);
    expect(b / a).toBeCloseTo(1, 1);
    const cut = stackZerosCut(filled);
    expect(cut.shape).toEqual([1, 2048]);
    expect(cut.re).toEqual(plain.re);
    expect(cut.history.join()).toContain("8192 to 2048");
    expect(stackZerosCut(plain)).toBe(plain);
    const empty = { ...plain, re: new Float32Array(2048), im: new Float32Array(2048) };
    expect(stackZerosCut(empty)).toBe(empty);
  });
});
