import { rowsToSpectra, spectraEmbed, spectraToRows } from "../models/index.js";
import type { Vae } from "../models/index.js";
import type { SamplerName } from "../samplers/index.js";
import { InputError, spectraToStack, stackToSpectra } from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import { augmentationPrepare } from "./augmentationPrepare.js";
import { rowsGenerate } from "./rowsGenerate.js";
import type { RowsGenerateOptions } from "./rowsGenerate.js";
import { spectraAverage } from "./spectraAverage.js";
import { spectraCentred } from "./spectraCentred.js";
import { spectraConsistent } from "./spectraConsistent.js";

/**
 * A sampler, or `consistent`: random sampling whose mean is held to the subset's average (`spectraConsistent`), so that
 * how much there is of each part is the subject's own. For edited scans.
 */
export type GenerateMethod = SamplerName | "consistent";

export interface TransientsGenerateOptions extends Omit<RowsGenerateOptions, "method"> {
  method: GenerateMethod;
  /** For `consistent`: how spectra look (`scansShape`), on the model's points. */
  shape?: SpectrumStack;
}

/**
 * Synthetic transients from a subset of measured ones (`rowsGenerate`), as FIDs in the subset's own units.
 *
 * @param subset - measured transients, labelled and upright when edited.
 * For `consistent` they are prepared first, so that the result is aligned, referenced and without water.
 * @returns `count` FIDs a condition, OFF before ON, of the subset's length (zero-filled to a power of two) and header.
 * Outside of the model's ppm range their spectrum is zero.
 * @throws InputError when `consistent` is asked for without a shape, or of a scan that is not edited.
 */
export function transientsGenerate(
  model: Vae,
  subset: FidStack,
  options: TransientsGenerateOptions,
): FidStack {
  const { method, count, shape } = options;
  const consistent = method === "consistent";
  if (consistent && (shape === undefined || subset.labels === undefined)) {
    const value = shape === undefined ? "no shape" : "not edited";
    const expected = "the mean of training scans (scansShape), and an edited scan";
    throw new InputError({ key: "consistent", value, expected });
  }
  const start = consistent ? augmentationPrepare(subset) : subset;
  const rows = rowsGenerate(model, spectraToRows(stackToSpectra(start), { like: model }), {
    ...options,
    method: consistent ? "random" : method,
  });
  let spectra: SpectrumStack = rowsToSpectra(rows);
  if (shape && consistent) {
    spectra = spectraCentred(spectra, spectraConsistent(spectraAverage(stackToSpectra(start)), shape));
  }
  const made = spectraToStack(spectraEmbed(spectra));
  const line = `generate: ${count} transients a condition by ${method} sampling from ${subset.shape[0]} measured ones`;
  const conditions = made.shape[0] / count;
  const dimensions =
    conditions === 2
      ? [
          { tag: "DIM_EDIT", size: 2, header: { EditCondition: ["OFF", "ON"] } },
          { tag: "DIM_DYN", size: count },
        ]
      : [{ tag: "DIM_DYN", size: made.shape[0] }];
  return { ...made, dimensions, history: [...subset.history, line] };
}
