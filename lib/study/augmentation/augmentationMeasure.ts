import { differenceMetrics, spectrumFwhm, spectrumSnr } from "../../metrics/index.js";
import { ppmWindow, spectraToStack, stackToSpectra } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";

/** What is measured of a difference spectrum: `differenceMetrics` by their names, and what only this study can say. */
export type AugmentationMetric =
  | (string & {})
  | "osprey snr"
  | "osprey fwhm"
  | "gaba"
  | "glx"
  | "error"
  | "error gaba"
  | "noise"
  | "noise gaba"
  | "true snr";

/** Definitions in words, for captions and tables. */
export const augmentationMetrics: Readonly<Record<string, string>> = {
  ...Object.fromEntries(
    Object.entries(differenceMetrics).map(([name, { definition }]) => [name, definition]),
  ),
  "osprey snr": "Osprey, first draw: largest magnitude in 2.8-3.2 ppm over 1 SD of -2 to 0 ppm",
  "osprey fwhm":
    "Osprey, Hz, first draw: mean of the span at half height and a Lorentzian fit in 2.8-3.2 ppm",
  gaba: "integral of Re, 2.90-3.12 ppm (own units x ppm)",
  glx: "integral of Re, 3.65-3.85 ppm (own units x ppm)",
  error: "mean squared difference of Re to the noise-free spectrum, 2.5-4.0 ppm, own units",
  "error gaba": "mean squared difference of Re to the noise-free spectrum, 2.8-3.2 ppm, own units",
  noise: "the part of the error in 2.5-4.0 ppm that differs between draws: variance of Re over draws",
  "noise gaba": "the part of the error in 2.8-3.2 ppm that differs between draws: variance of Re over draws",
  "true snr": "largest Re of the noise-free spectrum in 2.8-3.2 ppm over 2 RMS errors in 2.5-4.0 ppm",
};

/** ppm ranges of the integrals and of the errors. */
export const augmentationWindows = {
  gaba: [2.9, 3.12],
  glx: [3.65, 3.85],
  error: [2.5, 4.0],
  "error gaba": [2.8, 3.2],
} as const;

/** A difference spectrum that is measured. */
export interface AugmentationEstimate {
  method: string;
  /** Transients of a condition in the subset; those of the full scan when it is one. */
  n: number;
  groundTruth: number;
  draw: number;
  /** ON - OFF, a stack of one, on the scan's whole axis. */
  difference: SpectrumStack;
}

/** One number of one estimate; `draw` is undefined for what is of all draws together. */
export interface AugmentationMeasurement {
  method: string;
  n: number;
  groundTruth: number;
  draw?: number;
  metric: AugmentationMetric;
  value: number;
}

/**
 * All numbers of a subject's difference spectra. What cannot be had (no noise in the window, no peak, no truth) has no
 * row.
 *
 * @param references - the full scans; the challenge's measures compare with that of the same size and draw.
 * @param truth - the noise-free difference, where it is known.
 */
export function augmentationMeasure(
  estimates: readonly AugmentationEstimate[],
  references: readonly AugmentationEstimate[],
  truth?: SpectrumStack,
): AugmentationMeasurement[] {
  const rows: AugmentationMeasurement[] = [];
  const groups = new Map<string, AugmentationEstimate[]>();
  // A spectrum that is compared with several full scans is measured once.
  const known = new Map<SpectrumStack, Numbers>();
  for (const estimate of estimates) {
    const { method, n, groundTruth, draw, difference } = estimate;
    const reference = referenceOf(references, groundTruth, draw);
    const key = JSON.stringify([method, n, groundTruth]);
    groups.set(key, [...(groups.get(key) ?? []), estimate]);
    // Osprey's fit of a line costs more than all the rest: it is made of the first draw.
    const own = known.get(difference) ?? {
      ...numbersOf(difference, truth),
      ...(draw === 0 && osprey(difference)),
    };
    known.set(difference, own);
    for (const [metric, value] of Object.entries({
      ...own,
      ...metricsOf(difference, reference.difference),
    })) {
      if (value === undefined) continue;
      rows.push({ method, n, groundTruth, draw, metric, value });
    }
  }
  const all = Math.max(...references.map(({ groundTruth }) => groundTruth));
  for (const group of groups.values()) {
    // Draws that share transients differ by less than the noise.
    if (group.length < 2 || group.length * group[0].n > all) continue;
    const { method, n, groundTruth } = group[0];
    const spectra = group.map(({ difference }) => difference);
    const add = (metric: AugmentationMetric, window: readonly [number, number]): void => {
      rows.push({ method, n, groundTruth, metric, value: varianceOf(spectra, window) });
    };
    add("noise", augmentationWindows.error);
    add("noise gaba", augmentationWindows["error gaba"]);
  }
  return rows;
}

/** Only the `differenceMetrics` of these names: what a worker thread has not heard of. */
export function metricsMeasure(
  estimates: readonly AugmentationEstimate[],
  references: readonly AugmentationEstimate[],
  names: readonly string[],
): AugmentationMeasurement[] {
  if (names.length === 0) return [];
  return estimates.flatMap(({ method, n, groundTruth, draw, difference }) => {
    const reference = referenceOf(references, groundTruth, draw);
    return Object.entries(metricsOf(difference, reference.difference, names)).flatMap(([metric, value]) =>
      value === undefined ? [] : { method, n, groundTruth, draw, metric, value },
    );
  });
}

function referenceOf(
  references: readonly AugmentationEstimate[],
  groundTruth: number,
  draw: number,
): AugmentationEstimate {
  const found = references.find(
    (one) => one.groundTruth === groundTruth && (one.draw === draw || isOnly(references, one)),
  );
  if (found === undefined) throw new RangeError(`there is no full scan of ${groundTruth} for draw ${draw}`);
  return found;
}

function isOnly(references: readonly AugmentationEstimate[], one: AugmentationEstimate): boolean {
  return references.filter(({ groundTruth }) => groundTruth === one.groundTruth).length === 1;
}

type Numbers = Partial<Record<AugmentationMetric, number | undefined>>;

/** Their reference is the full scan. */
function metricsOf(
  spectrum: SpectrumStack,
  reference: SpectrumStack,
  names: readonly string[] = Object.keys(differenceMetrics),
): Numbers {
  return Object.fromEntries(
    names.map((name) => [name, differenceMetrics[name].measure(spectrum, reference)]),
  );
}

function osprey(spectrum: SpectrumStack): Numbers {
  const peak: [number, number] = [2.8, 3.2];
  const filled = stackToSpectra(spectraToStack(spectrum), { points: spectrum.shape[1] * 8 });
  return {
    "osprey snr": spectrumSnr(spectrum, 0, { peak }),
    "osprey fwhm": spectrumFwhm(filled, 0, { peak }),
  };
}

function numbersOf(spectrum: SpectrumStack, truth?: SpectrumStack): Numbers {
  const peak: [number, number] = [2.8, 3.2];
  const error = truth && meanSquare(spectrum, truth, augmentationWindows.error);
  return {
    gaba: spectrumIntegral(spectrum, augmentationWindows.gaba),
    glx: spectrumIntegral(spectrum, augmentationWindows.glx),
    error,
    "error gaba": truth && meanSquare(spectrum, truth, augmentationWindows["error gaba"]),
    "true snr": truth && error ? highest(truth, peak) / (2 * Math.sqrt(error)) : undefined,
  };
}

/** The integrals of the truth, as rows of the same kind. */
export function truthMeasure(truth: SpectrumStack): AugmentationMeasurement[] {
  return (["gaba", "glx"] as const).map((metric) => ({
    method: "truth",
    n: 0,
    groundTruth: 0,
    metric,
    value: spectrumIntegral(truth, augmentationWindows[metric]),
  }));
}

/** Sum of the real part in a ppm range times the spacing. */
export function spectrumIntegral({ re, ppm }: SpectrumStack, [low, high]: readonly [number, number]): number {
  const [first, last] = ppmWindow(ppm, low, high);
  let sum = 0;
  for (let k = first; k < last; k++) sum += re[k];
  return sum * (ppm[1] - ppm[0]);
}

function highest({ re, ppm }: SpectrumStack, [low, high]: readonly [number, number]): number {
  return re.subarray(...ppmWindow(ppm, low, high)).reduce((a, b) => Math.max(a, b), -Infinity);
}

function meanSquare(a: SpectrumStack, b: SpectrumStack, [low, high]: readonly [number, number]): number {
  const [first, last] = ppmWindow(a.ppm, low, high);
  let sum = 0;
  for (let k = first; k < last; k++) sum += (a.re[k] - b.re[k]) ** 2;
  return sum / (last - first);
}

/** The unbiased variance of the real part over spectra, averaged over a ppm range. */
function varianceOf(spectra: readonly SpectrumStack[], [low, high]: readonly [number, number]): number {
  const [first, last] = ppmWindow(spectra[0].ppm, low, high);
  let sum = 0;
  for (let k = first; k < last; k++) {
    const mean = spectra.reduce((total, { re }) => total + re[k], 0) / spectra.length;
    for (const { re } of spectra) sum += (re[k] - mean) ** 2;
  }
  return sum / (spectra.length - 1) / (last - first);
}
