import type { SpectrumStack } from "../signal/index.js";
import { challengeLinewidth } from "./challengeLinewidth.js";
import { challengeMse } from "./challengeMse.js";
import { challengeShapeScore } from "./challengeShapeScore.js";
import { challengeSnr } from "./challengeSnr.js";

/** What is measured of a difference spectrum (ON - OFF). */
export interface DifferenceMetric {
  /** Whose definition, in words. */
  definition: string;
  unit: "" | "Hz" | "ppm";
  /** Its name in tables of quality. @default its key in `differenceMetrics` */
  name?: string;
  /** The title of its panel in figure 6, with its unit; without one it is in rows and tables only. */
  panel?: string;
  /** Whether it compares with a reference, as a shape score does. @default false */
  compares?: boolean;
  /**
   * @param spectrum - a stack of one on the scan's whole axis.
   * @param reference - the full scan's, or another scan's; there when `compares` is set.
   * @returns undefined where it cannot be had.
   */
  measure(spectrum: SpectrumStack, reference?: SpectrumStack): number | undefined;
}

/**
 * All metrics of difference spectra by name. One that is added, here or by a notebook (`differenceMetrics.mine = ...`),
 * is in `scanQuality`, in the rows and tables of the augmentation study, and in figure 6 from then on.
 */
export const differenceMetrics: Record<string, DifferenceMetric> = {
  snr: {
    definition: "2023 challenge: largest Re in 2.8-3.2 ppm over 2 SD of 9.8-10.8 ppm, parabola removed",
    unit: "",
    name: "GABA SNR (challenge)",
    panel: "SNR by formula",
    measure: (spectrum) => challengeSnr(spectrum),
  },
  linewidth: {
    definition: "2023 challenge: outermost points above half of Re scaled to 0-1 in 2.8-3.2 ppm",
    unit: "ppm",
    name: "GABA linewidth (challenge)",
    panel: "Linewidth (ppm)",
    measure: (spectrum) => challengeLinewidth(spectrum),
  },
  "shape score": {
    definition: "2023 challenge: 0.6 r in 2.8-3.2 ppm + 0.4 r in 3.6-3.9 ppm against the reference",
    unit: "",
    panel: "Shape score",
    compares: true,
    measure: (spectrum, reference) => challengeShapeScore(spectrum, reference!),
  },
  mse: {
    definition: "2023 challenge: mean squared difference to the reference in 2.5-4.0 ppm, both scaled to 0-1",
    unit: "",
    name: "MSE",
    compares: true,
    measure: (spectrum, reference) => challengeMse(spectrum, reference!),
  },
};
