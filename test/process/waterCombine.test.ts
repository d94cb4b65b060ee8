import { describe, expect, test } from "vitest";
import { waterCombine } from "../../lib/process/index.js";
import { fidStack, randomSource } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

const POINTS = 512;

interface Row {
  phase?: number;
  /** Hz */
  frequency?: number;
  size?: number;
  /** Hz of line width. */
  width?: number;
}

/** Water transients of 1e4 with noise of 1, each as told. */
function waterRows(rows: readonly Row[], noise = 1): FidStack {
  const random = randomSource(11);
  const re = new Float32Array(rows.length * POINTS);
  const im = new Float32Array(rows.length * POINTS);
  rows.forEach(({ phase = 0, frequency = 0, size = 1e4, width = 8 }, i) => {
    for (let t = 0, k = i * POINTS; t < POINTS; t++, k++) {
      const time = t / 2000;
      const [value, angle] = [
        size * Math.exp(-Math.PI * width * time),
        phase + 2 * Math.PI * frequency * time,
      ];
      re[k] = value * Math.cos(angle) + noise * random.normal();
      im[k] = value * Math.sin(angle) + noise * random.normal();
    }
  });
  const header = { dwellTime: 1 / 2000, spectrometerFrequency: 127.7, referencePpm: 4.68 };
  return fidStack({ re, im, shape: [rows.length, POINTS], ...header });
}

const rows = (n: number, of: (i: number) => Row): Row[] => Array.from({ length: n }, (_, i) => of(i));

/** Largest share by which the magnitude differs from the clean row's, where that is above 1 % of its start. */
function off({ fid }: { fid: FidStack }): number {
  let largest = 0;
  for (let t = 0; t < 250; t++) {
    const size = 1e4 * Math.exp((-Math.PI * 8 * t) / 2000);
    largest = Math.max(largest, Math.abs(Math.hypot(fid.re[t], fid.im[t]) - size) / 1e4);
  }
  return largest;
}

describe("transients that differ in phase and frequency only are one water", () => {
  test.each<[string, Row[]]>([
    ["alike", rows(8, () => ({}))],
    ["one", rows(1, () => ({ phase: 2 }))],
    ["alternating sign", rows(8, (i) => ({ phase: Math.PI * i }))],
    ["one of eight inverted", rows(8, (i) => ({ phase: i === 5 ? Math.PI : 0 }))],
    ["a cycle of 0, 90, 180, 270 degrees", rows(16, (i) => ({ phase: (Math.PI / 2) * i }))],
    ["phase drift over a whole turn", rows(16, (i) => ({ phase: (2 * Math.PI * i) / 16 }))],
    ["15 Hz of drift", rows(16, (i) => ({ frequency: i }))],
    ["both, in two transients", [{ phase: 1, frequency: 4 }, { phase: -2 }]],
    ["40 Hz off", rows(8, (i) => ({ frequency: 40 + i, phase: 3 * i }))],
  ])("%s", (_, of) => {
    const combined = waterCombine(waterRows(of));
    expect(combined.leftOut).toEqual([]);
    expect(off(combined)).toBeLessThan(1e-3);
  });
});

describe("transients that are no such water are left out and named", () => {
  const bad = (n: number, at: Record<number, Row>): FidStack =>
    waterRows(rows(n, (i) => at[i] ?? { phase: i }));
  test.each<[string, FidStack, [number, string][]]>([
    ["noise", bad(8, { 7: { size: 0 } }), [[7, "noise"]]],
    ["noise in all but one", bad(3, { 0: { size: 0 }, 2: { size: 0 } }), [[0, "noise"], [2, "noise"]]], // prettier-ignore
    ["suppressed", bad(8, { 2: { size: 300 } }), [[2, "no unsuppressed water"]]],
    ["suppressed, one of two", bad(2, { 0: { size: 300 } }), [[0, "no unsuppressed water"]]],
    ["suppressed, half", bad(8, { 0: { size: 300 }, 2: { size: 300 }, 4: { size: 300 }, 6: { size: 300 } }), [0, 2, 4, 6].map((i) => [i, "no unsuppressed water"])], // prettier-ignore
    ["moved", bad(8, { 3: { size: 6e3, width: 20 } }), [[3, "unlike the others"]]],
    ["three times as high, of three", bad(3, { 1: { size: 3e4 } }), [[1, "unlike the others"]]],
    ["a spike of a thousand", bad(8, { 0: { size: 1e7 } }), [[0, "unlike the others"]]],
    ["broad, two of eight", bad(8, { 0: { width: 40 }, 1: { width: 60 } }), [[0, "unlike the others"], [1, "unlike the others"]]], // prettier-ignore
  ])("%s", (_, water, named) => {
    const combined = waterCombine(water);
    expect(combined.leftOut).toEqual(named.map(([transient, reason]) => ({ transient, reason })));
    expect(off(combined)).toBeLessThan(1e-3);
    for (const [transient, reason] of named) {
      expect(combined.fid.history.at(-1)).toContain(`${transient} (${reason})`);
    }
  });

  test("empty ones", () => {
    const water = waterRows(rows(8, () => ({})));
    const empty = (value: number, k: number): number => ([1, 4].includes(Math.floor(k / POINTS)) ? 0 : value);
    const combined = waterCombine({ ...water, re: water.re.map(empty), im: water.im.map(empty) });
    expect(combined.leftOut.map(({ transient, reason }) => [transient, reason])).toEqual([
      [1, "empty"],
      [4, "empty"],
    ]);
    expect(off(combined)).toBeLessThan(1e-3);
  });

  test("noise alone makes no outliers", () => {
    expect(
      waterCombine(
        waterRows(
          rows(32, (i) => ({ phase: i })),
          1000,
        ),
      ).leftOut.length,
    ).toBeLessThan(3);
  });
});

test("what is no unsuppressed water is refused by name", () => {
  const water = waterRows(rows(4, () => ({})));
  const none = water.re.map(() => 0);
  expect(() => waterCombine({ ...water, re: none, im: none })).toThrow("water reference is zeros in all");
  expect(() => waterCombine(waterRows(rows(4, () => ({ size: 0 }))))).toThrow(
    "water reference is noise in all",
  );
  // Metabolites: several lines
  const lines = [0, -210, -340, -160].map((frequency) => waterRows([{ frequency, size: 100 }]));
  const sum = (part: "re" | "im"): Float32Array =>
    lines[0][part].map((_, k) => lines.reduce((total, line) => total + line[part][k], 0));
  expect(() => waterCombine({ ...lines[0], re: sum("re"), im: sum("im") })).toThrow("in its strongest line");
});
