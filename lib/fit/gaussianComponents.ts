import { dataRead, InputError } from "../signal/index.js";
import type { ScanHeader } from "../signal/index.js";
import type { FitKind } from "./fitResult.js";

/** A sum of Gaussian lines as a FID. */
export interface GaussianComponent {
  name: string;
  kind: FitKind;
  re: Float64Array;
  im: Float64Array;
}

interface GaussianFile {
  groups: Record<
    string,
    {
      unit: "ppm" | "Hz";
      components: Record<string, { kind: FitKind; peaks: [number, number, number][]; t2?: number }>;
    }
  >;
}

/** The Gaussians of a group of `data/fit-macromolecules.json` as FIDs. @throws InputError when there is no such group. */
export function gaussianComponents(
  group: string,
  header: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm">,
  points: number,
): GaussianComponent[] {
  const { groups } = dataRead<GaussianFile>("fit-macromolecules.json");
  const found = groups[group];
  if (found === undefined) {
    const expected = `one of ${Object.keys(groups).join(", ")}`;
    throw new InputError({ key: "gaussians", value: group, expected });
  }
  const { dwellTime, spectrometerFrequency, referencePpm } = header;
  return Object.entries(found.components).map(([name, { kind, peaks }]) => {
    const re = new Float64Array(points);
    const im = new Float64Array(points);
    for (const [ppm, protons, stated] of peaks) {
      const width = found.unit === "ppm" ? stated * spectrometerFrequency : stated;
      const turn = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
      for (let t = 0; t < points; t++) {
        const value = protons * Math.exp(-((Math.PI * width * t * dwellTime) ** 2) / (4 * Math.LN2));
        if (Math.abs(value) < 1e-12) break;
        re[t] += value * Math.cos(turn * t);
        im[t] += value * Math.sin(turn * t);
      }
    }
    return { name, kind, re, im };
  });
}
