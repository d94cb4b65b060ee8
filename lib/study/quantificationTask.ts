import { cohortBasis } from "../cohort/index.js";
import type { CohortBasis } from "../cohort/index.js";
import type { EditedFitOptions } from "../fit/index.js";
import { spectrumFwhm } from "../metrics/spectrumFwhm.js";
import { quantifyConstants, quantitiesChosen } from "../quantify/index.js";
import type { TissueFractions } from "../quantify/index.js";
import { nextPowerOfTwo, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { PulseSequenceName } from "../spin/index.js";
import { scanFit } from "./scanFit.js";

/** One set of transients of a simulated subject, to be processed, fitted and quantified in a worker thread. */
export interface QuantificationTask {
  sequence: PulseSequenceName;
  subject: string;
  stack: FidStack;
  water: FidStack;
  tissue: TissueFractions;
  fit: EditedFitOptions;
}

/** What comes back of it. */
export interface QuantificationOutcome {
  /** Ratio to tCr and concentration (mmol/kg) of each metabolite and sum, with their bounds. */
  values: Record<string, { ratio?: Estimate; concentration?: Estimate }>;
  /** Hz, full width at half maximum of tCr in OFF or PRESS; null where there is no line. */
  linewidth: number | null;
  /** Why there are no values. */
  failure?: string;
}

interface Estimate {
  value: number;
  crlb: number | null;
}

const bases = new Map<PulseSequenceName, CohortBasis>();

/**
 * Processes and fits one set. Transients are averaged as they are: beside many alike ones without noise, the measured ones
 * would be the outliers. Relaxation times are those that the cohort was simulated with, so that what differs from
 * the truth is what spectrum and fit did. A set that cannot be fitted tells why.
 */
export default function quantificationTask(task: QuantificationTask): QuantificationOutcome {
  const { sequence, subject, stack, water, tissue, fit } = task;
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
    const failed = fits.find((each) => !each.fit.converged);
    if (failed) return { values: {}, linewidth: null, failure: `${failed.spectrum}: the fit failed` };
    const fid = processed.kind === "press" ? processed.average : processed.off;
    const points = 8 * nextPowerOfTwo(fid.shape[1]);
    const linewidth = spectrumFwhm(stackToSpectra(fid, { points }), 0, { peak: [2.9, 3.1] }) ?? null;
    const values: QuantificationOutcome["values"] = {};
    for (const { metabolite, value, crlb } of quantitiesChosen(rows, "ratio")) {
      values[metabolite] = { ratio: { value, crlb } };
    }
    for (const { metabolite, value, crlb } of quantitiesChosen(rows, "tissue-corrected")) {
      values[metabolite] = { ...values[metabolite], concentration: { value, crlb } };
    }
    return { values, linewidth };
  } catch (error) {
    return { values: {}, linewidth: null, failure: error instanceof Error ? error.message : String(error) };
  }
}
