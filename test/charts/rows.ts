import type {
  Fig4Row,
  Fig5Density,
  Fig5Point,
  Fig6Row,
  Fig7Row,
  ProcessStep,
} from "../../lib/charts/index.js";
import { fidStack, stackSelect } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

/** A few points of three Lorentzian lines a panel: small enough for a snapshot, enough for every mark. */
export function fig4Rows(conditions: readonly string[]): Fig4Row[] {
  return ["Site A, subject 1", "Site B, subject 2"].flatMap((subject, s) =>
    conditions.flatMap((condition) =>
      Array.from({ length: 24 }, (_, k) => 0.5 + (4.5 * k) / 23).flatMap((ppm): Fig4Row[] => {
        const value = [2.01, 3.03, 4.68].reduce(
          (sum, centre) => sum + 100 / (1 + ((ppm - centre) / 0.1) ** 2),
          0,
        );
        const residual = (s + 1) * Math.sin(9 * ppm);
        const place = { ppm, condition, subject };
        return [
          { ...place, series: "measured", value: value + residual },
          { ...place, series: "reconstruction", value },
          { ...place, series: "residual", value: residual },
        ];
      }),
    ),
  );
}

/** Two subjects in a plane, with each sampler beside them. */
export function fig5Points(): Fig5Point[] {
  const place = (
    k: number,
    shift: number,
  ): Pick<Fig5Point, "x" | "y" | "condition" | "subject" | "group"> => ({
    x: (k % 2) * 6 + Math.cos(k) + shift,
    y: Math.sin(k) + (k % 4 < 2 ? 0 : 4),
    condition: k % 4 < 2 ? "OFF" : "ON",
    subject: `S${k % 2}`,
    group: k % 2 === 0 ? "P1" : "G4",
  });
  return [
    ...Array.from({ length: 12 }, (_, k): Fig5Point => ({ ...place(k, 0), source: "measured" })),
    ...["random", "interpolation", "hybrid"].flatMap((method, m) =>
      Array.from({ length: 6 }, (_, k): Fig5Point => ({ ...place(k, 0.2 * m), source: "synthetic", method })),
    ),
  ];
}

const square = (half: number): [number, number][] => [
  [-half, -half],
  [half, -half],
  [half, half],
  [-half, half],
  [-half, -half],
];

/** A square with a hole for the measured spectra, plain ones for the samplers. */
export function fig5Densities(): Fig5Density[] {
  return [
    { source: "measured", mass: 0.8, rings: [square(3), square(1).reverse()] },
    { source: "synthetic", method: "random", mass: 0.8, rings: [square(2)] },
    { source: "synthetic", method: "hybrid", mass: 0.8, rings: [square(2.5)] },
  ];
}

const WORTH = ["effective transients", "effective transients gaba", "bias share"].concat(
  ["gaba", "glx"].flatMap((quantity) =>
    ["r", "slope", "bias", "rmse"].map((score) => `${quantity} ${score}`),
  ),
);

/** Scores of five methods at two n, and of a full scan. */
export function fig6Rows(metrics: readonly string[] = WORTH): Fig6Row[] {
  const methods = {
    subset: "Bare subset",
    random: "Random sampling",
    interpolation: "Interpolation",
    hybrid: "Hybrid sampling",
    newcomer: "Another method",
  };
  return metrics.flatMap((metric) => [
    ...Object.entries(methods).flatMap(([method, title], k) =>
      [2, 8].map((n) => {
        const value = 0.2 + 0.1 * k + 0.02 * n;
        return { metric, method, title, groundTruth: 40, n, value, low: value - 0.05, high: value + 0.07 };
      }),
    ),
    {
      metric,
      method: "full scan",
      title: "Full scan",
      groundTruth: 40,
      n: 40,
      value: 0.9,
      low: 0.8,
      high: 1,
    },
  ]);
}

/** Difference spectra of a full scan, a subset, one method and the truth. */
export function fig7Rows(): Fig7Row[] {
  const methods = { "full scan": 40, subset: 2, hybrid: 2, truth: 0 };
  return Object.entries(methods).flatMap(([method, n], k) =>
    Array.from({ length: 80 }, (_, i) => {
      const ppm = 2.5 + 0.02 * i;
      const value = 100 * Math.exp(-(((ppm - 3) / 0.1) ** 2)) + 10 * Math.sin((3 - k) * i);
      return { method, title: method, n, ppm, value };
    }),
  );
}

/** Two steps: one that finds something of each transient, one that does not. */
export function processRows(): ProcessStep[] {
  const [n, points] = [3, 256];
  const fid = (hertz: number): FidStack =>
    fidStack({
      dwellTime: 1 / 2000,
      spectrometerFrequency: 127.75,
      referencePpm: 4.68,
      shape: [n, points],
      re: Float32Array.from({ length: n * points }, (_, k) => wave(k, hertz, Math.cos)),
      im: Float32Array.from({ length: n * points }, (_, k) => wave(k, hertz, Math.sin)),
    });
  const wave = (k: number, hertz: number, of: (x: number) => number): number => {
    const time = (k % points) / 2000;
    const frequency = -200 + hertz * Math.floor(k / points);
    return Math.exp(-20 * time) * of(2 * Math.PI * frequency * time);
  };
  return [
    {
      title: "Alignment",
      before: fid(4),
      after: fid(0),
      course: { title: "Shift (Hz)", values: Float64Array.of(0, -4, -8), marked: [2], threshold: -6 },
    },
    { title: "Average", after: stackSelect(fid(0), [0]) },
  ];
}
