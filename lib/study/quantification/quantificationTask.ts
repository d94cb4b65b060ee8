import { cohortBasis } from "../../cohort/index.js";
import type { CohortBasis } from "../../cohort/index.js";
import type { EditedFitOptions } from "../../fit/index.js";
// One by one: the room's index brings the tensor engine, which a worker does not need.
import { challengeLinewidth } from "../../metrics/challengeLinewidth.js";
import { challengeShapeScore } from "../../metrics/challengeShapeScore.js";
import { challengeSnr } from "../../metrics/challengeSnr.js";
import { spectrumFwhm } from "../../metrics/spectrumFwhm.js";
import type { ScanProcessed } from "../../process/index.js";
import { quantifyConstants, quantitiesChosen } from "../../quantify/index.js";
import type { TissueFractions } from "../../quantify/index.js";
import { nextPowerOfTwo, ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import type { PulseSequenceName } from "../../spin/index.js";
import { scanFit } from "../set/scanFit.js";
import { spectraDifference } from "../spectra/spectraDifference.js";

/** One set of transients of a simulated subject, to be processed, fitted and quantified in a worker thread. */
export interface QuantificationTask {
  sequence: PulseSequenceName;
  subject: string;
  stack: FidStack;
  water: FidStack;
  tissue: TissueFractions;
  fit: EditedFitOptions;
  /** One OFF and one ON without noise, labelled: what the difference spectrum should look like. */
  clean?: FidStack;
}

/** How good the spectra of a set are; null where it cannot be told (`challengeSnr` and so on). */
export interface SpectrumQuality {
  /** Hz, full width at half maximum of tCr in OFF or PRESS (Osprey). */
  linewidth: number | null;
  /** 2023 challenge, of the difference: noise in 9.8 to 10.8 ppm, where a model that ends below adds none. */
  snr: number | null;
  /** 2023 challenge, of the difference, ppm. */
  gabaLinewidth: number | null;
  /** 2023 challenge, of the difference against the one without noise. */
  shapeTruth: number | null;
}

/** The part of a difference spectrum that shape scores compare. */
export interface DifferencePart {
  ppm: number[];
  re: number[];
}

/** What comes back of it. */
export interface QuantificationOutcome {
  /** Ratio to tCr and concentration (mmol/kg) of each metabolite and sum, with their bounds. */
  values: Record<string, { ratio?: Estimate; concentration?: Estimate }>;
  quality: SpectrumQuality;
  /** Of an edited scan: 2.5 to 4.0 ppm. */
  difference?: DifferencePart;
  /** Why there are no values. */
  failure?: string;
}

interface Estimate {
  value: number;
  crlb: number | null;
}

/** ppm of a difference spectrum that are handed on. */
const COMPARED = [2.5, 4.0] as const;

/** Nothing is known of a set that could not be processed. */
export const NO_QUALITY: SpectrumQuality = {
  linewidth: null,
  snr: null,
  gabaLinewidth: null,
  shapeTruth: null,
};

const bases = new Map<PulseSequenceName, CohortBasis>();

/**
 * Processes and fits one set. Transients are averaged as they are: beside many alike ones without noise, the measured ones
 * would be the outliers. Relaxation times are those that the cohort was simulated with, so that what differs from
 * the truth is what spectrum and fit did. A set that cannot be fitted tells why.
 */
export default function quantificationTask(task: QuantificationTask): QuantificationOutcome {
  const { sequence, subject, stack, water, tissue, fit, clean } = task;
  let shared = bases.get(sequence);
  if (shared === undefined) bases.set(sequence, (shared = cohortBasis(sequence)));
  const constants = quantifyConstants();
  const relaxation = { ...constants.relaxation, ...shared.tissue, MM3co: shared.tissue.GABA };
  try {
    const { processed, fits, rows } = scanFit(stack, {
      subject,
      basis: shared.basis,
      fit,
      water,
      tissue,
      waterRemove: "fitted",
      combine: { reject: false, weighted: false },
      constants: { ...constants, relaxation },
    });
    const judged = judge(processed, clean);
    const failed = fits.find((each) => !each.fit.converged);
    if (failed) return { values: {}, ...judged, failure: `${failed.spectrum}: the fit failed` };
    const values: QuantificationOutcome["values"] = {};
    for (const { metabolite, value, crlb } of quantitiesChosen(rows, "ratio")) {
      values[metabolite] = { ratio: { value, crlb } };
    }
    for (const { metabolite, value, crlb } of quantitiesChosen(rows, "tissue-corrected")) {
      values[metabolite] = { ...values[metabolite], concentration: { value, crlb } };
    }
    return { values, ...judged };
  } catch (error) {
    return {
      values: {},
      quality: NO_QUALITY,
      failure: error instanceof Error ? error.message : String(error),
    };
  }
}

function judge(
  processed: ScanProcessed,
  clean: FidStack | undefined,
): Pick<QuantificationOutcome, "quality" | "difference"> {
  const fid = processed.kind === "press" ? processed.average : processed.off;
  const points = 8 * nextPowerOfTwo(fid.shape[1]);
  const linewidth = spectrumFwhm(stackToSpectra(fid, { points }), 0, { peak: [2.9, 3.1] }) ?? null;
  if (processed.kind === "press") return { quality: { ...NO_QUALITY, linewidth } };
  const spectrum = stackToSpectra(processed.difference);
  const [first, last] = ppmWindow(spectrum.ppm, ...COMPARED);
  return {
    quality: {
      linewidth,
      snr: challengeSnr(spectrum) ?? null,
      gabaLinewidth: challengeLinewidth(spectrum) ?? null,
      shapeTruth: (clean && challengeShapeScore(spectrum, spectraDifference(stackToSpectra(clean)))) ?? null,
    },
    difference: {
      ppm: [...spectrum.ppm.subarray(first, last)],
      // Enough digits for a correlation; the outcomes are kept as text.
      re: Array.from(spectrum.re.subarray(first, last), (value) => Number(value.toPrecision(5))),
    },
  };
}
