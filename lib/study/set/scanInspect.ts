import { spectrumSnr } from "../../metrics/index.js";
import {
  REFERENCE_SINGLETS,
  scanCoilsCombine,
  spectrumSingletFit,
  stackAlign,
  stackClassifyIfEdited,
  stackEdit,
  stackReference,
  stackSound,
} from "../../process/index.js";
import type { StackClassified } from "../../process/index.js";
import { InputError, ppmWindow, stackAverage, stackToSpectra } from "../../signal/index.js";
import type { FidStack, SpectrumStack } from "../../signal/index.js";

/** What a scan holds and how good it is. */
export interface ScanSummary {
  /** [transients, points], coils combined */
  shape: readonly [number, number];
  /** s */
  dwellTime: number;
  /** Hz */
  spectralWidth: number;
  /** MHz */
  spectrometerFrequency: number;
  nucleus: string;
  /** s; null when the file does not tell */
  echoTime: number | null;
  /** s; null when the file does not tell */
  repetitionTime: number | null;
  dimensions: { tag: string; size: number }[];
  /** Editing conditions found in the data; null for a scan that is not edited. */
  editing: { off: number; on: number; order: string; inverted: boolean } | null;
  /** Why two conditions that the transients show cannot be named; null where nothing is unclear. */
  unclear: string | null;
  /** Indices of transients without signal or of unsuppressed water, which nothing here is measured on. */
  leftOut: number[];
  /** Where NAA, Cr and Cho lie after referencing, ppm; null where a line is not found. */
  peaks: { [name in keyof typeof REFERENCE_SINGLETS]: number | null };
  /** tCr SNR of the aligned average (OFF of an edited scan), Osprey's definition; null when there is none. */
  snr: number | null;
  /** Width of Cr and Cho in the aligned average, Hz, full width at half maximum of a Lorentzian fit; null when not found. */
  linewidth: number | null;
  /** Hz that the aligned transients had drifted apart; null for a single one. */
  frequencySpan: number | null;
  history: readonly string[];
}

/** A line counts as found when it stands out of the noise by this many SDs. */
const FOUND = 5;

/**
 * Looks at a scan: its header, its editing conditions if any, and the quality of its aligned, averaged and
 * referenced spectrum.
 */
export function scanInspect(scan: FidStack): ScanSummary {
  const { stack } = scanCoilsCombine(scan);
  const { classified, unclear } = conditionsOf(stack);
  const { stack: sound, leftOut } = stackSound(classified?.stack ?? stack);
  const { average, frequencySpan } = averageOf(sound, classified !== null);
  const spectra = stackToSpectra(average);
  const fine = stackToSpectra(average, { points: spectra.shape[1] * 4 });
  const peaks = Object.fromEntries(
    Object.entries(REFERENCE_SINGLETS).map(([name, ppm]) => [name, peakNear(fine, ppm)]),
  ) as ScanSummary["peaks"];
  const labels = classified?.stack.labels ?? [];
  const off = labels.filter((label) => label === 0).length;
  return {
    shape: stack.shape,
    dwellTime: stack.dwellTime,
    spectralWidth: 1 / stack.dwellTime,
    spectrometerFrequency: stack.spectrometerFrequency,
    nucleus: stack.nucleus,
    echoTime: stack.echoTime ?? null,
    repetitionTime: stack.repetitionTime ?? null,
    dimensions: (scan.dimensions ?? []).map(({ tag, size }) => ({ tag, size })),
    editing: classified && {
      off,
      on: labels.length - off,
      order: classified.order,
      inverted: classified.inverted,
    },
    unclear,
    leftOut,
    peaks,
    snr: peaks.Cr === null ? null : (spectrumSnr(spectra) ?? null),
    linewidth: peaks.Cr === null ? null : spectrumSingletFit(fine).linewidth,
    frequencySpan,
    history: stack.history,
  };
}

function conditionsOf(stack: FidStack): { classified: StackClassified | null; unclear: string | null } {
  try {
    return { classified: stackClassifyIfEdited(stack) ?? null, unclear: null };
  } catch (error) {
    if (error instanceof InputError) return { classified: null, unclear: error.message };
    throw error;
  }
}

function averageOf(stack: FidStack, edited: boolean): { average: FidStack; frequencySpan: number | null } {
  if (stack.shape[0] === 1) return { average: stackReference(stack).stack, frequencySpan: null };
  const aligned = stackAlign(stack, { ppmRange: edited ? [2.85, 3.4] : [1.8, 3.6] });
  const frequencySpan = Math.max(...aligned.frequency) - Math.min(...aligned.frequency);
  const average = edited ? stackEdit(stack).off : stackReference(stackAverage(aligned.stack)).stack;
  return { average, frequencySpan };
}

/**
 * The highest point of the magnitude within 0.07 ppm, refined by a parabola; null when it does not stand out of the
 * noise from the straight line between the window's ends: the foot of a water line is no peak.
 */
function peakNear(spectra: SpectrumStack, centre: number): number | null {
  const [first, last] = ppmWindow(spectra.ppm, centre - 0.07, centre + 0.07);
  const height = (k: number): number => Math.hypot(spectra.re[k], spectra.im[k]);
  const [low, high] = [height(first), height(last - 1)];
  const above = (k: number): number => height(k) - low - ((high - low) * (k - first)) / (last - 1 - first);
  let top = first;
  for (let k = first; k < last; k++) if (above(k) > above(top)) top = k;
  const snr = spectrumSnr(spectra, 0, { peak: [spectra.ppm[top], spectra.ppm[top]] });
  const standsOut = snr === undefined ? above(top) > 0 : (snr * above(top)) / height(top) > FOUND;
  // The highest point itself must lie inside the window as well
  let highest = first;
  for (let k = first; k < last; k++) if (height(k) > height(highest)) highest = k;
  if (!standsOut || highest === first || highest === last - 1) return null;
  const [a, b, c] = [height(highest - 1), height(highest), height(highest + 1)];
  const offset = a - 2 * b + c < 0 ? (0.5 * (a - c)) / (a - 2 * b + c) : 0;
  return spectra.ppm[highest] + offset * (spectra.ppm[1] - spectra.ppm[0]);
}
