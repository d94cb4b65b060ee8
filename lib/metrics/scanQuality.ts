import { nextPowerOfTwo, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { ScanProcessed } from "../process/index.js";
import { differenceMetrics } from "./differenceMetrics.js";
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
};

/**
 * All figures of merit of a processed scan: Osprey's SNR and line width of every spectrum, and of the
 * difference all `differenceMetrics`: the 2023 edited-MRS challenge's SNR and line width, and with the difference of a
 * reference scan also its shape score and MSE.
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
  const other = reference?.kind === "mega" ? stackToSpectra(reference.difference) : undefined;
  for (const [key, { name = key, definition, unit, compares, measure }] of Object.entries(
    differenceMetrics,
  )) {
    if (compares && !other) continue;
    metrics.push({ name, definition, spectrum: "DIFF", unit, value: measure(difference, other) });
  }
  return metrics;
}
