import { inverse, Matrix } from "ml-matrix";
import { describe, expect, it } from "vitest";
import { scanCoilsCombine, stackAlign } from "../../lib/process/index.js";
import {
  fidStack,
  randomSource,
  stackAverage,
  type FidStack,
  type ScanDimension,
} from "../../lib/signal/index.js";

const POINTS = 512;
/** Complex sensitivities and noise of four coils; the last one hears next to nothing. */
const SENSITIVITY: [number, number][] = [
  [1, 0],
  [0, -2],
  [-0.6, 0.8],
  [0.01, 0],
];
const NOISE = [1, 1.5, 0.5, 1];

/** A decaying line, each transient with its own sign and phase. */
function signal(transient: number, t: number): [number, number] {
  const decay = 100 * (transient % 2 === 0 ? 1 : -1) * Math.exp(-t / 40);
  return [decay * Math.cos(0.3 * t + 0.1 * transient), decay * Math.sin(0.3 * t + 0.1 * transient)];
}

/** Rows in the order of `dimensions`; transients are counted with the coils left out. */
function coilsStack(dimensions: ScanDimension[], noise: number): FidStack {
  const n = dimensions.reduce((product, { size }) => product * size, 1);
  const at = dimensions.findIndex(({ tag }) => tag === "DIM_COIL");
  const inner = dimensions.slice(at + 1).reduce((product, { size }) => product * size, 1);
  const coils = dimensions[at].size;
  const random = randomSource(5);
  const re = new Float32Array(n * POINTS);
  const im = new Float32Array(n * POINTS);
  for (let k = 0; k < n; k++) {
    const coil = Math.floor(k / inner) % coils;
    const transient = Math.floor(k / inner / coils) * inner + (k % inner);
    const [a, b] = SENSITIVITY[coil];
    for (let t = 0; t < POINTS; t++) {
      const [x, y] = signal(transient, t);
      re[k * POINTS + t] = a * x - b * y + noise * NOISE[coil] * random.normal();
      im[k * POINTS + t] = a * y + b * x + noise * NOISE[coil] * random.normal();
    }
  }
  const parts = { dwellTime: 5e-4, spectrometerFrequency: 127.7, referencePpm: 4.68 };
  const labels = Uint8Array.from({ length: n }, (_, k) => k % 2);
  return fidStack({ re, im, shape: [n, POINTS], ...parts, dimensions, labels });
}

const dim = (tag: string, size: number): ScanDimension => ({ tag, size });
const layouts = [
  [dim("DIM_DYN", 6), dim("DIM_COIL", 4)],
  [dim("DIM_COIL", 4), dim("DIM_DYN", 6)],
  [dim("DIM_EDIT", 2), dim("DIM_COIL", 4), dim("DIM_DYN", 3)],
];

const coilsCombine = (stack: FidStack): FidStack => scanCoilsCombine(stack).stack;

describe("scanCoilsCombine", () => {
  it.each(layouts.map((dimensions) => ({ dimensions })))(
    "gives the FID as its best coil hears it, sign and phase of each transient kept: $dimensions",
    ({ dimensions }) => {
      const combined = coilsCombine(coilsStack(dimensions, 1e-4));
      expect(combined.shape).toEqual([6, POINTS]);
      expect(combined.dimensions).toEqual(dimensions.filter(({ tag }) => tag !== "DIM_COIL"));
      // |sensitivity| / noise is 1, 1.33, 2, 0.01: the third coil is the best
      const [a, b] = SENSITIVITY[2];
      for (let i = 0; i < 6; i++) {
        for (let t = 0; t < 100; t++) {
          const [x, y] = signal(i, t);
          expect(Math.abs(combined.re[i * POINTS + t] - (a * x - b * y))).toBeLessThan(0.01);
          expect(Math.abs(combined.im[i * POINTS + t] - (a * y + b * x))).toBeLessThan(0.01);
        }
      }
    },
  );

  it("reaches the best signal-to-noise ratio: the coils' ratios add in squares", () => {
    const combined = coilsCombine(coilsStack([dim("DIM_DYN", 40), dim("DIM_COIL", 4)], 1));
    let sum = 0;
    let count = 0;
    for (let k = 0; k < combined.re.length; k++) {
      if (k % POINTS < 400) continue; // exp(-400 / 40) x 100 is below 0.005
      sum += combined.re[k] ** 2 + combined.im[k] ** 2;
      count += 2;
    }
    // Roemer 1990: ratio^2 = sum |a|^2 / sd^2 = 1 + (2 / 1.5)^2 + (1 / 0.5)^2 + 0.01^2; the best coil has |a| = 1
    const best = Math.sqrt(1 + (2 / 1.5) ** 2 + (1 / 0.5) ** 2 + 0.01 ** 2);
    // The standard error from 40 x 112 x 2 numbers is 0.7 %; equal weights would lose 27 %.
    expect(Math.abs(1 / Math.sqrt(sum / count) / best - 1)).toBeLessThan(0.02);
  });

  it("passes over a dead coil, and keeps the label of each transient", () => {
    const stack = coilsStack([dim("DIM_COIL", 4), dim("DIM_DYN", 6)], 1);
    const re = stack.re.map((value, k) => (k < 6 * POINTS ? 0 : value));
    const im = stack.im.map((value, k) => (k < 6 * POINTS ? 0 : value));
    const combined = coilsCombine({ ...stack, re, im });
    expect(combined.re.every(Number.isFinite)).toBe(true);
    expect([...combined.labels!]).toEqual([0, 1, 0, 1, 0, 1]);
    expect(combined.history).toEqual([
      "coils: 4 combined, sensitivities from the scan itself, noise covariance from the scan, nothing in 0 (from 0)",
    ]);
    expect(stack.history).toEqual([]);
  });

  it("leaves a single coil as it is, silence silent, and a stack without coils alone", () => {
    const stack = coilsStack([dim("DIM_COIL", 1)], 1);
    const combined = coilsCombine(stack);
    expect(Math.max(...combined.re.map((value, k) => Math.abs(value - stack.re[k])))).toBeLessThan(1e-4);
    expect(combined.dimensions).toBeUndefined();
    // and belongs to a scan whose coils were combined before
    expect(scanCoilsCombine(combined, stack).water!.re).toEqual(stack.re);
    const silent = coilsCombine({ ...stack, re: stack.re.map(() => 0), im: stack.im.map(() => 0) });
    expect(silent.re.every((value) => value === 0)).toBe(true);
    expect(coilsCombine(combined)).toBe(combined);
  });
});

describe("coils of a scan and of its water", () => {
  const gains = [
    [1, 0.4],
    [0.3, 2.9],
    [0.7, -1.2],
    [0.05, 0.1],
    [1.6, -2.6],
  ];
  const decay = (size: number, hertz: number, points = POINTS): [Float64Array, Float64Array] => {
    const value = (part: (angle: number) => number) => (_: unknown, t: number) =>
      size * Math.exp(-t / 40) * part(2 * Math.PI * hertz * t * 5e-4);
    return [
      Float64Array.from({ length: points }, value(Math.cos)),
      Float64Array.from({ length: points }, value(Math.sin)),
    ];
  };
  /** What coils receive: gains drawn in their own random units, noise of neighbours correlated. */
  const receive = (
    [x, y]: [Float64Array, Float64Array],
    { n = 2, noise = 0, correlation = 0.6, seed = 1, factor = 1, parts = gains } = {},
  ): FidStack => {
    const random = randomSource(seed);
    const coils = parts.length;
    const points = x.length;
    const re = new Float32Array(coils * n * points);
    const im = new Float32Array(coils * n * points);
    for (let i = 0; i < n; i++) {
      for (let t = 0; t < points; t++) {
        let [u, v] = [0, 0];
        parts.forEach(([gain, phase], c) => {
          const rest = c === 0 ? 1 : Math.sqrt(1 - correlation ** 2);
          const from = c === 0 ? 0 : correlation;
          [u, v] = [from * u + rest * random.normal(), from * v + rest * random.normal()];
          const [a, b] = [factor * gain * Math.cos(phase), factor * gain * Math.sin(phase)];
          const k = (c * n + i) * points + t;
          re[k] = a * x[t] - b * y[t] + noise * u;
          im[k] = a * y[t] + b * x[t] + noise * v;
        });
      }
    }
    const header = { dwellTime: 5e-4, spectrometerFrequency: 127.7, referencePpm: 4.68 };
    const dimensions = [dim("DIM_COIL", coils), dim("DIM_DYN", n)];
    return fidStack({ re, im, shape: [coils * n, points], ...header, dimensions });
  };

  it("keeps the ratio of scan to water exactly, whatever the coils' gains, phases and noise are", () => {
    for (let seed = 1; seed <= 5; seed++) {
      const random = randomSource(seed);
      const parts = gains.map(() => [Math.exp(random.normal()), 7 * random.uniform()]);
      // Without noise, but weights come from a scan with it: the combination is linear
      const { stack, water } = scanCoilsCombine(
        receive(decay(3, 40), { parts }),
        receive(decay(4000, 0), { parts }),
      );
      const size = (fid: FidStack): number => Math.hypot(fid.re[0], fid.im[0]);
      expect(size(water!) / size(stack) / (4000 / 3)).toBeCloseTo(1, 5);
      const noisy = scanCoilsCombine(
        receive(decay(3, 40), { parts, noise: 0.1, seed }),
        receive(decay(4000, 0), { parts, noise: 0.1, seed: seed + 50 }),
      );
      // 32 samples of a decay against itself: noise of 0.1 leaves about 2 % of one
      const [x, y] = decay(1, 40);
      let [along, across, norm] = [0, 0, 0];
      const phase = Math.atan2(noisy.water!.im[0], noisy.water!.re[0]);
      for (let t = 0; t < 32; t++) {
        const [a, b] = [noisy.stack.re[t], noisy.stack.im[t]];
        const [c, s] = [Math.cos(phase), Math.sin(phase)];
        along += (a * c + b * s) * x[t] + (b * c - a * s) * y[t];
        across += (b * c - a * s) * x[t] - (a * c + b * s) * y[t];
        norm += x[t] ** 2 + y[t] ** 2;
      }
      expect(size(noisy.water!) / (along / norm) / (4000 / 3)).toBeCloseTo(1, 1);
      expect(Math.abs(across / along)).toBeLessThan(0.05);
    }
  });

  it("has the least noise that there is where the noise of coils is correlated", () => {
    const correlation = 0.8;
    const n = 30;
    const silent = decay(0, 0);
    const scan = receive(silent, { n, noise: 1, correlation, seed: 3 });
    const { stack } = scanCoilsCombine(scan, receive(decay(4000, 0), { noise: 1, correlation, seed: 4 }));
    const coils = [...gains.keys()];
    const whitening = inverse(new Matrix(coils.map((a) => coils.map((b) => correlation ** Math.abs(a - b)))));
    let power = 0;
    for (const a of coils) {
      for (const b of coils) {
        power += gains[a][0] * gains[b][0] * Math.cos(gains[a][1] - gains[b][1]) * whitening.get(a, b);
      }
    }
    const squares = stack.re.reduce((sum, value, k) => sum + value ** 2 + stack.im[k] ** 2, 0);
    const sd = Math.sqrt(squares / (2 * n * POINTS));
    // in units of the best coil, of gain 1.6; 30720 numbers have a standard error of 0.4 %
    expect(sd / (1.6 / Math.sqrt(power))).toBeGreaterThan(0.98);
    expect(sd / (1.6 / Math.sqrt(power))).toBeLessThan(1.02);
  });

  it("counts samples before trailing zeros, and leaves a coil out that one of the two did not receive", () => {
    const scan = receive(decay(3, 40), { noise: 0.1, n: 8 });
    const water = receive(decay(4000, 0), { noise: 0.1, seed: 9 });
    const cut = (stack: FidStack, from: number): FidStack => {
      const gone = (value: number, k: number): number => (k % POINTS >= from ? 0 : value);
      return { ...stack, re: stack.re.map(gone), im: stack.im.map(gone) };
    };
    const whole = scanCoilsCombine(cut(scan, 300), water).stack;
    const sd = Math.sqrt(whole.re.slice(200, 300).reduce((sum, value) => sum + value ** 2, 0) / 100);
    expect(sd).toBeLessThan(0.12);
    const dead = water.re.map((value, k) => (k < 2 * POINTS ? 0 : value));
    const deadIm = water.im.map((value, k) => (k < 2 * POINTS ? 0 : value));
    const without = scanCoilsCombine(scan, { ...water, re: dead, im: deadIm });
    for (const { history } of [without.stack, without.water!]) {
      expect(history.at(-1)).toContain("nothing in 0 (from 0)");
    }
    expect(without.water!.re[0] / without.stack.re[0] / (4000 / 3)).toBeCloseTo(1, 0);
  });

  it("refuses scan and water of differing coils by name, and coils that are taken for transients", () => {
    const scan = receive(decay(3, 40), { noise: 0.1 });
    const four = receive(decay(4000, 0), { parts: gains.slice(0, 4) });
    const combined = scanCoilsCombine(four).stack;
    expect(() => scanCoilsCombine(scan, four)).toThrow("water reference is 4 coils; expected 5 coils");
    expect(() => scanCoilsCombine(scan, combined)).toThrow(
      "coils that are combined already; expected 5 coils",
    );
    expect(() => scanCoilsCombine(combined, four)).toThrow(
      "water reference is 4 coils; expected coils that are",
    );
    expect(() => stackAlign(scan)).toThrow("DIM_COIL of 5; expected coils that are combined");
    expect(() => stackAverage(scan)).toThrow("DIM_COIL of 5");
  });
});
