import { randomSource } from "../../lib/signal/index.js";

export interface GroupedPoints {
  values: Float32Array;
  shape: [number, number];
  group: Uint8Array;
}

/** ppm and height of the lines that the groups share. */
const LINES = [
  [0.9, 0.8],
  [1.33, 0.4],
  [1.7, 0.4],
  [2.01, 3],
  [2.29, 0.6],
  [2.35, 1.2],
  [2.6, 0.5],
  [3.03, 2.8],
  [3.21, 1.2],
  [3.55, 1.3],
  [3.75, 1.6],
  [3.92, 1.4],
  [4.05, 0.5],
] as const;

/**
 * Spectrum-like rows of `d` points over 0.2 to 4.2 ppm in eight well-separated groups: each group has its own line
 * heights (35 %), each row its own heights (8 %), width (0.03 to 0.06 ppm), shift (0.01 ppm) and noise (SD 0.08).
 */
export function groupedPoints(n: number, d: number, seed: number): GroupedPoints {
  const pattern = randomSource(7);
  const heights = Array.from({ length: 8 }, () =>
    LINES.map(([, height]) => height * Math.exp(0.35 * pattern.normal())),
  );
  const random = randomSource(seed);
  const values = new Float32Array(n * d);
  const group = Uint8Array.from({ length: n }, () => random.integer(8));
  for (let i = 0; i < n; i++) {
    const shift = 0.01 * random.normal();
    const width = 0.03 * (1 + random.uniform());
    const row = heights[group[i]].map((height) => height * Math.exp(0.08 * random.normal()));
    for (let j = 0; j < d; j++) {
      const ppm = 0.2 + (4 * j) / (d - 1);
      let value = 0.08 * random.normal();
      LINES.forEach(([centre], line) => (value += row[line] / (1 + ((ppm - centre - shift) / width) ** 2)));
      values[i * d + j] = value;
    }
  }
  return { values, shape: [n, d], group };
}
