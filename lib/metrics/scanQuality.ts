import { nextPowerOfTwo, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { ScanProcessed } from "../process/index.js";
import { challengeLinewidth } from "./challengeLinewidth.js";
import { challengeMse } from "./challengeMse.js";
import { challengeShapeScore } from "./challengeShapeScore.js";
import { challengeSnr } from "./challengeSnr.js";
import { spectrumFwhm } from "./spectrumFwhm.js";
import { spectrumSnr } from "./spectrumSnr.js";

/** One figure of merit of a processed scan. */
export interface QualityMetric {
  /** For example `GABA SNR`. */
  name: string;
  /** Whose definition, in words. */
  definition: string;
  /** Of which spectrum: `OFF`, `ON`, `DIFF`, `SUM` or `average`. */
  spectrum: string;
  unit: "" | "Hz" | "ppm";
  /** undefined where it cannot be had: no peak, no noise, an axis that does not reach. */
  value: number | undefined;
}

const DEFINITIONS = {
  snr: "Osprey: max|spectrum| in the window less the mean of Re in -2 to 0 ppm, over 1 SD of Re there, parabola removed",
  fwhm: "Osprey: mean of the span at half height and a 5-parameter Lorentzian fit, zero-filled x8",
  challengeSnr: "2023 challenge: max Re in 2.8-3.2 ppm over 2 SD of 9.8-10.8 ppm, parabola removed",
  challengeLinewidth: "2023 challenge: outermost points above half of Re scaled to 0-1 in 2.8-3.2 ppm",
  challengeShapeScore:
    "2023 challenge: 0.6 r in 2.8-3.2 ppm + 0.4 r in 3.6-3.9 ppm against the reference's DIFF",
  challengeMse: "2023 challenge: mean squared difference in 2.5-4.0 ppm, both scaled to 0-1",
};

/**
 * All figures of merit of a processed scan: Osprey's SNR and line width of every spectrum, and the 2023 edited-MRS
 * challenge's SNR and line width of the difference; with the difference of a reference scan also shape score and MSE.
 *
 * @param reference - the processed scan that is compared with; must be edited as well.
 */
export function scanQuality(scan: ScanProcessed, reference?: ScanProcessed): QualityMetric[] {
  const metrics: QualityMetric[] = [];
  const osprey = (spectrum: string, line: string, fid: FidStack, peak: [number, number]): void => {
    const add = (name: string, definition: string, unit: QualityMetric["unit"], value?: number): void => {
      metrics.push({ name: `${line} ${name}`, definition, spectrum, unit, value });
    };
    const points = nextPowerOfTwo(fid.shape[1]) * 8;
    add("SNR", DEFINITIONS.snr, "", spectrumSnr(stackToSpectra(fid), 0, { peak }));
    add("FWHM", DEFINITIONS.fwhm, "Hz", spectrumFwhm(stackToSpectra(fid, { points }), 0, { peak }));
  };
  if (scan.kind === "press") {
    osprey("average", "tCr", scan.average, [2.9, 3.1]);
    return metrics;
  }
  osprey("OFF", "tCr", scan.off, [2.9, 3.1]);
  osprey("ON", "tCr", scan.on, [2.9, 3.1]);
  osprey("SUM", "tCr", scan.sum, [2.9, 3.1]);
  osprey("DIFF", "GABA", scan.difference, [2.8, 3.2]);
  const difference = stackToSpectra(scan.difference);
  const add = (
    name: string,
    definition: keyof typeof DEFINITIONS,
    unit: QualityMetric["unit"],
    value?: number,
  ): void => {
    metrics.push({ name, definition: DEFINITIONS[definition], spectrum: "DIFF", unit, value });
  };
  add("GABA SNR (challenge)", "challengeSnr", "", challengeSnr(difference));
  add("GABA linewidth (challenge)", "challengeLinewidth", "ppm", challengeLinewidth(difference));
  if (reference?.kind === "mega") {
    const other = stackToSpectra(reference.difference);
    add("shape score", "challengeShapeScore", "", challengeShapeScore(difference, other));
    add("MSE", "challengeMse", "", challengeMse(difference, other));
  }
  return metrics;
}
