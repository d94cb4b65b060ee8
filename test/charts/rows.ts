import type {
  Fig0Row,
  Fig0aRow,
  Fig0bAuc,
  Fig0bPoint,
  Fig0cBin,
  Fig0cSummary,
  Fig0dRow,
  Fig10Row,
  Fig12Attack,
  Fig12Distance,
  Fig13Number,
  Fig13Row,
  Fig4Row,
  Fig5Density,
  Fig5Point,
  Fig6Row,
  Fig7Row,
  ProcessStep,
} from "../../lib/charts/index.js";
import { fidStack, stackSelect } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";

const GROUPS = ["measured", "simulated"] as const;

/** Four effects, one line each. */
export function fig0Rows(): Fig0Row[] {
  return ["lipids", "lineshape", "waterSuppression", "noise"].flatMap((effect, e) =>
    (["without", "with", "difference"] as const).flatMap((series, s) =>
      Array.from({ length: 21 }, (_, k) => {
        const ppm = 0.2 + k / 4;
        return { effect, series, ppm, value: 1 / (1 + (ppm - 2 - e * s * 0.1) ** 2) };
      }),
    ),
  );
}

/** Four metrics of five scans a group. */
export function fig0aRows(groups: readonly Fig0aRow["group"][]): Fig0aRow[] {
  return ["SNR", "FWHM", "shift", "ratio"].flatMap((metric, m) =>
    groups.flatMap((group, g) =>
      Array.from({ length: 5 }, (_, k) => {
        return { metric, unit: m === 1 ? "Hz" : "", group, value: 10 ** (1 - m) * (m + g + k * k - 3) };
      }),
    ),
  );
}

export function fig0dRows(): Fig0dRow[] {
  return ["SNR", "FWHM", "ratio"].flatMap((metric, m) => [
    ...["P1", "P3"].map((group, g) => ({
      metric,
      unit: m === 1 ? "Hz" : "",
      group,
      low: m + g,
      high: m + g + 3,
    })),
    ...[1, 2, 3, 5].map((value) => ({
      metric,
      unit: m === 1 ? "Hz" : "",
      group: "simulated",
      value: m + value,
    })),
  ]);
}

export function fig0bAucs(): Fig0bAuc[] {
  return [
    { comparison: "all sites, by subject", kind: "simulated", value: 0.81, low: 0.7, high: 0.9 },
    { comparison: "measured against measured", kind: "alike", value: 0.9, low: 0.8, high: 1 },
  ];
}

export function fig0bPoints(): Fig0bPoint[] {
  return Array.from({ length: 41 }, (_, k) => {
    const ppm = 0.2 + k / 10;
    const measured = 1 / (1 + ((ppm - 2) / 0.2) ** 2);
    const simulated = measured + 0.1 * Math.sin(ppm);
    return { ppm, measured, simulated, difference: Math.sin(ppm), coefficient: Math.cos(3 * ppm) };
  });
}

export function fig0cBins(): Fig0cBin[] {
  return ["PRESS", "MEGA-PRESS"].flatMap((scan) =>
    GROUPS.flatMap((group, g) =>
      [-2, -1, 0, 1, 2].map((value) => {
        return { scan, group, value, density: 0.4 * Math.exp((-value * value) / 2) * (1 + 0.1 * g) };
      }),
    ),
  );
}

export function fig0cSummary(): Fig0cSummary[] {
  return ["PRESS", "MEGA-PRESS"].flatMap((scan) =>
    GROUPS.flatMap((group): Fig0cSummary[] => [
      { scan, group, metric: "shape", median: 2.01, low: 1.9, high: 2.1 },
      ...[1, 2, 3].map((at) => {
        return { scan, group, metric: "autocorrelation", at, median: 0.01 * at, low: -0.02, high: 0.05 };
      }),
      ...[-1.8, -0.6, 10, 11.2].map((at) => {
        return { scan, group, metric: "power", at, median: 1 + at / 100, low: 0.9, high: 1.1 };
      }),
    ]),
  );
}

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

/** Three series in every panel. */
export function fig10Rows(): Fig10Row[] {
  const panels = ["spectrum", "distribution", "power", "snr", "autocorrelation", "independence"] as const;
  return panels.flatMap((panel) =>
    ["measured", "decoder alone", "noise restored"].flatMap((series, s) =>
      [1, 2, 4].map((x) => ({ panel, series, x, y: (s + 1) * x * 0.1 })),
    ),
  );
}

export function fig12Rows(): { distances: Fig12Distance[]; attacks: Fig12Attack[] } {
  const views = ["transients", "decoded", "means"] as const;
  return {
    distances: views.flatMap((view) =>
      ["held-out measured", "decoder alone", "noise restored"].flatMap((series, s) =>
        [0.8, 1, 1.2].map((ratio) => ({ view, series, ratio: ratio + s / 10 })),
      ),
    ),
    attacks: [{ attack: "reconstruction error, transients", value: 0.6, low: 0.55, high: 0.68 }],
  };
}

export function fig13Rows(): { rows: Fig13Row[]; numbers: Fig13Number[] } {
  const names = ["one scale", "log-compressed", "two scales", "water apart"];
  return {
    rows: names.flatMap((representation, k) =>
      [1, 2, 3].map((ppm) => ({ representation, ppm, residual: 1 + (k * ppm) / 10 })),
    ),
    numbers: names.flatMap((representation, k) =>
      ["a", "b"].map((subject) => ({ representation, part: "test" as const, subject, ratio: 1 + k / 10 })),
    ),
  };
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
    consistent: "Consistent (mean)",
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
