import { LINE_SHOWN, referenceScores } from "../process/index.js";
import type { ScanProcessed } from "../process/index.js";
import { nextPowerOfTwo, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
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
  snr: "Osprey: max|spectrum| in the window less the mean of Re in -2 to 0 ppm (or where it is empty), over 1 SD of Re there, parabola removed",
  fwhm: "Osprey: mean of the span at half height and a 5-parameter Lorentzian fit, zero-filled x8",
};

/**
 * All figures of merit of a processed scan: Osprey's SNR and line width of every spectrum, and of the
 * difference all `differenceMetrics`: the 2023 edited-MRS challenge's SNR and line width, and with the difference of
 * another scan also its shape score and MSE. What is told of tCr is undefined where the scan is not referenced or Cr not
 * shown. Unsuppressed water, and nuclei other than 1H, have measures of their own.
 *
 * @param other - the processed scan that is compared with; must be edited as well.
 */
export function scanQuality(scan: ScanProcessed, other?: ScanProcessed): QualityMetric[] {
  const metrics: QualityMetric[] = [];
  const osprey = (
    spectrum: string,
    line: string,
    fid: FidStack,
    peak: [number, number],
    shown = true,
  ): void => {
    const add = (name: string, definition: string, unit: QualityMetric["unit"], value?: number): void => {
      metrics.push({ name: `${line} ${name}`, definition, spectrum, unit, value });
    };
    const points = nextPowerOfTwo(fid.shape[1]) * 8;
    const snr = shown ? spectrumSnr(stackToSpectra(fid), 0, { peak }) : undefined;
    const fwhm = shown ? spectrumFwhm(stackToSpectra(fid, { points }), 0, { peak }) : undefined;
    add("SNR", DEFINITIONS.snr, "", snr);
    add("FWHM", DEFINITIONS.fwhm, "Hz", fwhm);
  };
  const creatine = (spectrum: string, fid: FidStack): void => {
    const shown =
      scan.lines.length > 0 && referenceScores(stackToSpectra(fid), 0, "Cr")[0].score >= LINE_SHOWN;
    osprey(spectrum, "tCr", fid, [2.9, 3.1], shown);
  };
  if (scan.kind === "press") {
    const { average, unsuppressed } = scan;
    if (average.nucleus !== "1H") {
      const value = spectrumSnr(stackToSpectra(average), 0, { peak: [-Infinity, Infinity] });
      const definition = `${DEFINITIONS.snr}; in noise alone it is 3 to 4`;
      metrics.push({ name: "highest point SNR", definition, spectrum: average.nucleus, unit: "", value });
    } else if (unsuppressed) osprey("water", "unsuppressed water", unsuppressed, [4.2, 5.2]);
    else creatine("average", average);
    return metrics;
  }
  creatine("OFF", scan.off);
  creatine("ON", scan.on);
  creatine("SUM", scan.sum);
  osprey("DIFF", "GABA", scan.difference, [2.8, 3.2]);
  const difference = stackToSpectra(scan.difference);
  const against = other?.kind === "mega" ? stackToSpectra(other.difference) : undefined;
  for (const [key, { name = key, definition, unit, compares, measure }] of Object.entries(
    differenceMetrics,
  )) {
    if (compares && !against) continue;
    metrics.push({ name, definition, spectrum: "DIFF", unit, value: measure(difference, against) });
  }
  return metrics;
}
