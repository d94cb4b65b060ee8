import { dataRead, InputError } from "../signal/index.js";
import type { ScanHeader } from "../signal/index.js";
import type { FitKind } from "./fitResult.js";

/** A sum of Gaussian lines as a FID. */
export interface GaussianComponent {
  name: string;
  kind: FitKind;
  /** Moves and broadens with the metabolites. */
  tied: boolean;
  re: Float64Array;
  im: Float64Array;
}

interface GaussianFile {
  groups: Record<
    string,
    {
      unit: "ppm" | "Hz";
      components: Record<
        string,
        { kind: FitKind; peaks: [number, number, number][]; t2?: number; tied?: boolean }
      >;
    }
  >;
}

/**
 * The Gaussians of a group of `data/fit-macromolecules.json` as FIDs.
 *
 * @param proton - what a proton gives at t = 0. @default 1
 * @throws InputError when there is no such group.
 */
export function gaussianComponents(
  group: string,
  header: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm" | "echoTime">,
  points: number,
  proton = 1,
): GaussianComponent[] {
  const { groups } = dataRead<GaussianFile>("fit-macromolecules.json");
  const found = groups[group];
  if (found === undefined) {
    const expected = `one of ${Object.keys(groups).join(", ")}`;
    throw new InputError({ key: "gaussians", value: group, expected });
  }
  const { dwellTime, spectrometerFrequency, referencePpm } = header;
  return Object.entries(found.components).map(([name, { kind, peaks, t2, tied = kind === "metabolite" }]) => {
    const relaxed = t2 && header.echoTime ? Math.exp(-header.echoTime / t2) : 1;
    const re = new Float64Array(points);
    const im = new Float64Array(points);
    for (const [ppm, number, stated] of peaks) {
      const protons = number * proton * relaxed;
      const width = found.unit === "ppm" ? stated * spectrometerFrequency : stated;
      const turn = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
      for (let t = 0; t < points; t++) {
        const value = Math.exp(-((Math.PI * width * t * dwellTime) ** 2) / (4 * Math.LN2)) * protons;
        if (Math.abs(value) < 1e-12 * Math.abs(protons)) break;
        re[t] += value * Math.cos(turn * t);
        im[t] += value * Math.sin(turn * t);
      }
    }
    return { name, kind, tied, re, im };
  });
}
