import type { Fig4Row, Fig5Density, Fig5Point } from "../../lib/charts/index.js";

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
