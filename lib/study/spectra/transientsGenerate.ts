import { rowsToSpectra, spectraEmbed, spectraToRows } from "../../models/index.js";
import type { Vae } from "../../models/index.js";
import { noiseAdapt, noiseLevel, noiseRestore } from "../../noise/index.js";
import type { NoiseModel } from "../../noise/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { InputError, spectraToStack, stackToSpectra } from "../../signal/index.js";
import type { FidStack, SpectrumStack } from "../../signal/index.js";
import { augmentationPrepare } from "./augmentationPrepare.js";
import { rowsGenerate } from "./rowsGenerate.js";
import type { RowsGenerateOptions } from "./rowsGenerate.js";
import { spectraAverage } from "./spectraAverage.js";
import { spectraCentred } from "./spectraCentred.js";
import { spectraConsistent } from "./spectraConsistent.js";
import type { SpectraConsistentOptions } from "./spectraConsistent.js";

/**
 * A sampler, or `consistent`: random sampling whose mean is held to the subset's average (`spectraConsistent`), so that
 * how much there is of each part is the subject's own. For edited scans.
 */
export type GenerateMethod = SamplerName | "consistent";

export interface TransientsGenerateOptions extends Omit<RowsGenerateOptions, "method" | "noise"> {
  method: GenerateMethod;
  /** The noise that the decoder leaves out, restored at the level of the subset's own signal-free part. @default none */
  noise?: NoiseModel;
  /** For `consistent`: how spectra look (`scansShape`), on the model's points. */
  shape?: SpectrumStack;
  /** For `consistent`: how the mean is held to the average. @default defaults of `spectraConsistent` */
  consistent?: SpectraConsistentOptions;
}

/**
 * Synthetic transients from a subset of measured ones (`rowsGenerate`), as FIDs in the subset's own units.
 *
 * @param subset - measured transients, labelled and upright when edited.
 * For `consistent` they are prepared first, so that the result is aligned, referenced and without water.
 * @returns `count` FIDs a condition, OFF before ON, of the subset's length (zero-filled to a power of two) and header.
 * Outside of the model's ppm range their spectrum is zero, but for restored noise.
 * @throws InputError when `consistent` is asked for without a shape, or of a scan that is not edited.
 */
export function transientsGenerate(
  model: Vae,
  subset: FidStack,
  options: TransientsGenerateOptions,
): FidStack {
  const { noise, shape, method, consistent, ...settings } = options;
  const { count, random } = settings;
  const held = method === "consistent";
  if (held && (shape === undefined || subset.labels === undefined)) {
    const value = shape === undefined ? "no shape" : "not edited";
    const expected = "the mean of training scans (scansShape), and an edited scan";
    throw new InputError({ key: "consistent", value, expected });
  }
  const start = held ? augmentationPrepare(subset) : subset;
  const rows = rowsGenerate(model, spectraToRows(stackToSpectra(start), { like: model }), {
    ...settings,
    method: held ? "random" : method,
  });
  let spectra: SpectrumStack = rowsToSpectra(rows);
  if (shape && held) {
    const average = spectraAverage(stackToSpectra(start));
    spectra = spectraCentred(spectra, spectraConsistent(average, shape, consistent));
  }
  const decoded = spectraEmbed(spectra);
  const made = spectraToStack(
    noise
      ? noiseRestore(decoded, noiseAdapt(noise, start), noiseLevel(start), random.fork("noise"))
      : decoded,
  );
  const how = `${method} sampling from ${subset.shape[0]} measured ones${noise ? ", noise restored" : ""}`;
  const line = `generate: ${count} transients a condition by ${how}`;
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
