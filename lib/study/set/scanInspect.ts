import { scanQuality } from "../../metrics/index.js";
import {
  LINE_SHOWN,
  REFERENCE_SINGLETS,
  referenceScores,
  scanCoilsCombine,
  scanProcess,
  stackClassifyIfEdited,
  stackExperiments,
  stackHermes,
  stackReference,
  stackSound,
  stackWaterRemove,
} from "../../process/index.js";
import type { ScanProcessedPress } from "../../process/index.js";
import { EDIT_ON, InputError, ppmWindow, stackToSpectra } from "../../signal/index.js";
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
  /** Why the conditions of a scan cannot be named or averaged, so that nothing is measured; null where all is clear. */
  unclear: string | null;
  /** Indices of transients without signal or of unsuppressed water, which nothing here is measured on. */
  leftOut: number[];
  /** What the average (OFF of an edited scan) was referenced by: `NAA`, `Cr`, `Cho`, `Cr CH2` or `water`; none where nothing is shown. */
  referencedBy: readonly string[];
  /** Where NAA, Cr and Cho lie after referencing, ppm; null where a line is not shown. */
  peaks: { [name in keyof typeof REFERENCE_SINGLETS]: number | null };
  /** tCr SNR as `scanQuality` defines it; null where Cr is not shown. */
  snr: number | null;
  /** tCr FWHM as `scanQuality` defines it, Hz; null where Cr is not shown. */
  linewidth: number | null;
  /** SNR and width (Hz) of the water where it is not suppressed; null otherwise. */
  water: { snr: number | null; linewidth: number | null } | null;
  /** SNR of the highest point of a nucleus other than 1H, whose lines are not known; null otherwise. */
  highest: number | null;
  /** Whether eddy currents were corrected by a water reference, as Osprey does before it measures SNR and width. */
  waterReference: boolean;
  /** Hz that the aligned transients had drifted apart; null for a single one, or where nothing is shown to align by. */
  frequencySpan: number | null;
  history: readonly string[];
}

/**
 * Looks at a scan: its header, its editing conditions if any, and the quality of its processed average.
 *
 * @param reference - unsuppressed water of the same scan: coil weights and eddy currents come from it.
 */
export function scanInspect(scan: FidStack, reference?: FidStack): ScanSummary {
  const { stack, water } = scanCoilsCombine(scan, reference);
  const { editing, unclear, classified } = conditionsOf(stack);
  const { leftOut } = stackSound(classified);
  const average = unclear === null ? averageOf(classified, water) : undefined;
  const measured = average ? scanQuality(average) : [];
  const valueOf = (name: string): number | null =>
    measured.find((metric) => metric.name === name)?.value ?? null;
  return {
    shape: stack.shape,
    dwellTime: stack.dwellTime,
    spectralWidth: 1 / stack.dwellTime,
    spectrometerFrequency: stack.spectrometerFrequency,
    nucleus: stack.nucleus,
    echoTime: stack.echoTime ?? null,
    repetitionTime: stack.repetitionTime ?? null,
    dimensions: (scan.dimensions ?? []).map(({ tag, size }) => ({ tag, size })),
    editing,
    unclear,
    leftOut,
    referencedBy: average?.lines ?? [],
    peaks: peaksOf(average),
    snr: valueOf("tCr SNR"),
    linewidth: valueOf("tCr FWHM"),
    water: average?.unsuppressed
      ? { snr: valueOf("unsuppressed water SNR"), linewidth: valueOf("unsuppressed water FWHM") }
      : null,
    highest: valueOf("highest point SNR"),
    waterReference: reference !== undefined,
    frequencySpan: average ? spanOf(average) : null,
    history: stack.history,
  };
}

/** The editing conditions, what is unclear about them, and the stack with its labels where two conditions have any. */
function conditionsOf(stack: FidStack): Pick<ScanSummary, "editing" | "unclear"> & { classified: FidStack } {
  const nothing = { editing: null, unclear: null, classified: stack };
  try {
    const experiments = stackExperiments(stack);
    if (stack.nucleus !== "1H") return nothing;
    if (experiments && experiments.names.length > 2) {
      const { labels, experiments: told, inverted } = stackHermes(stack, experiments);
      const order = `HERMES (${told.join(", ")}), OFF and ON of GABA`;
      return { ...nothing, editing: { ...countsOf(labels), order, inverted } };
    }
    const found = stackClassifyIfEdited(stack);
    if (found === undefined) return nothing;
    const { order, inverted } = found;
    return {
      editing: { ...countsOf(found.stack.labels!), order, inverted },
      unclear: null,
      classified: found.stack,
    };
  } catch (error) {
    if (error instanceof InputError) return { ...nothing, unclear: error.message };
    throw error;
  }
}

function countsOf(labels: Uint8Array): { off: number; on: number } {
  const on = labels.filter((label) => label === EDIT_ON).length;
  return { off: labels.length - on, on };
}

/** The average of a scan, or OFF of an edited one, as `scanProcess` makes it; the other spectra are not needed here. */
function averageOf(stack: FidStack, reference: FidStack | undefined): ScanProcessedPress {
  const scan = scanProcess(stack, { reference, waterRemove: false });
  const wet = scan.kind === "press" ? scan.average : scan.off;
  const done = wet.nucleus === "1H" ? stackReference(stackWaterRemove(wet)) : { stack: wet, lines: [] };
  const unsuppressed = scan.lines.includes("water") ? wet : undefined;
  const lines = unsuppressed ? scan.lines : done.lines;
  return { ...scan, kind: "press", average: done.stack, unsuppressed, lines };
}

function spanOf({ frequency, rejected, lines, average }: ScanProcessedPress): number | null {
  if (frequency.length < 2 || (lines.length === 0 && average.nucleus === "1H")) return null;
  const kept = frequency.filter((_, i) => !rejected.includes(i));
  return Math.max(...kept) - Math.min(...kept);
}

function peaksOf(scan: ScanProcessedPress | undefined): ScanSummary["peaks"] {
  const names = Object.keys(REFERENCE_SINGLETS) as (keyof typeof REFERENCE_SINGLETS)[];
  const nothing = { NAA: null, Cr: null, Cho: null };
  if (!scan || scan.unsuppressed || scan.lines.length === 0) return nothing;
  const spectra = stackToSpectra(scan.average);
  const fine = stackToSpectra(scan.average, { points: spectra.shape[1] * 4 });
  const shown = names.filter((name) => referenceScores(spectra, 0, name)[0].score >= LINE_SHOWN);
  return {
    ...nothing,
    ...Object.fromEntries(shown.map((name) => [name, topNear(fine, REFERENCE_SINGLETS[name])])),
  };
}

/** The highest point of the magnitude within 0.05 ppm, refined by a parabola. */
function topNear({ re, im, ppm }: SpectrumStack, centre: number): number {
  const [first, last] = ppmWindow(ppm, centre - 0.05, centre + 0.05);
  const height = (k: number): number => Math.hypot(re[k], im[k]);
  let top = first;
  for (let k = first; k < last; k++) if (height(k) > height(top)) top = k;
  const [a, b, c] = [height(top - 1), height(top), height(top + 1)];
  const offset = a - 2 * b + c < 0 ? (0.5 * (a - c)) / (a - 2 * b + c) : 0;
  return ppm[top] + Math.max(-0.5, Math.min(0.5, offset)) * (ppm[1] - ppm[0]);
}
