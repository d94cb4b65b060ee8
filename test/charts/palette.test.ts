import { describe, expect, test } from "vitest";
import { figurePalette } from "../../lib/charts/figurePalette.js";

/** Machado et al. 2009 (doi 10.1109/TVCG.2009.113), severity 1, on linear RGB. */
const VISION: Record<string, readonly (readonly number[])[]> = {
  normal: [
    [1, 0, 0],
    [0, 1, 0],
    [0, 0, 1],
  ],
  protanopia: [
    [0.152286, 1.052583, -0.204868],
    [0.114503, 0.786281, 0.099216],
    [-0.003882, -0.048116, 1.051998],
  ],
  deuteranopia: [
    [0.367322, 0.860646, -0.227968],
    [0.280085, 0.672501, 0.047413],
    [-0.01182, 0.04294, 0.968881],
  ],
  tritanopia: [
    [1.255528, -0.076749, -0.178779],
    [-0.078411, 0.930809, 0.147602],
    [0.004733, 0.691367, 0.3039],
  ],
};

/** sRGB to linear light (IEC 61966-2-1). */
const linear = (hex: string): number[] =>
  [1, 3, 5].map((at) => {
    const value = parseInt(hex.slice(at, at + 2), 16) / 255;
    return value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4;
  });
const times = (matrix: readonly (readonly number[])[], vector: readonly number[]): number[] =>
  matrix.map((row) => row.reduce((sum, value, k) => sum + value * vector[k], 0));
/** CIELAB of linear sRGB, D65. */
function lab(rgb: readonly number[]): number[] {
  const xyz = times(
    [
      [0.4124564, 0.3575761, 0.1804375],
      [0.2126729, 0.7151522, 0.072175],
      [0.0193339, 0.119192, 0.9503041],
    ],
    rgb.map((value) => Math.min(1, Math.max(0, value))),
  );
  const [x, y, z] = [xyz[0] / 0.95047, xyz[1], xyz[2] / 1.08883].map((t) =>
    t > 216 / 24389 ? Math.cbrt(t) : (24389 / 27) * (t / 116) + 16 / 116,
  );
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}
const apart = (a: string, b: string, vision: string): number => {
  const [p, q] = [a, b].map((hex) => lab(times(VISION[vision], linear(hex))));
  return Math.hypot(...p.map((value, k) => value - q[k]));
};

const { measured, reconstruction, residual, random, interpolation, hybrid, reference, ink } = figurePalette;
// What stands together in a panel.
const TOGETHER: [string, readonly string[]][] = [
  ["measured, reconstruction, residual", [measured, reconstruction, residual]],
  ["the three samplers and the bare subset", [random, interpolation, hybrid, ink]],
  ["a sampler's points on measured ones: random", [random, reference]],
  ["a sampler's points on measured ones: interpolation", [interpolation, reference]],
  ["a sampler's points on measured ones: hybrid", [hybrid, reference]],
];

describe("colours that stand together stay apart for colour-blind readers", () => {
  test("the simulation of their vision takes red and green together, and leaves grey alone", () => {
    expect(apart("#C00000", "#5A5A00", "deuteranopia")).toBeLessThan(
      apart("#C00000", "#5A5A00", "normal") / 2,
    );
    for (const vision of Object.keys(VISION)) expect(apart("#808080", "#808080", vision)).toBe(0);
  });

  for (const [what, colours] of TOGETHER) {
    test.each(Object.keys(VISION))(`${what}, %s`, (vision) => {
      const pairs = colours.flatMap((a, i) => colours.slice(i + 1).map((b) => apart(a, b, vision)));
      // CIE 1976: 2.3 is just noticeable; some seven times that reads apart in thin lines and small points
      expect(Math.min(...pairs)).toBeGreaterThan(15);
    });
  }
});
