import { rowsToSpectra, spectraEmbed, spectraToRows } from "../models/index.js";
import type { Vae } from "../models/index.js";
import { noiseLevel, noiseRestore } from "../noise/index.js";
import type { NoiseModel } from "../noise/index.js";
import { spectraToStack, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { rowsGenerate } from "./rowsGenerate.js";
import type { RowsGenerateOptions } from "./rowsGenerate.js";

export interface TransientsGenerateOptions extends Omit<RowsGenerateOptions, "noise"> {
  /** The noise that the decoder leaves out, restored at the level of the subset's own signal-free part. @default none */
  noise?: NoiseModel;
}

/**
 * Synthetic transients from a subset of measured ones (`rowsGenerate`), as FIDs in the subset's own units.
 *
 * @param subset - measured transients, labelled and upright when edited.
 * @returns `count` FIDs a condition, OFF before ON, of the subset's length (zero-filled to a power of two) and header.
 * Outside of the model's ppm range their spectrum is zero, but for restored noise.
 */
export function transientsGenerate(
  model: Vae,
  subset: FidStack,
  options: TransientsGenerateOptions,
): FidStack {
  const { noise, ...settings } = options;
  const { method, count, random } = settings;
  const rows = rowsGenerate(model, spectraToRows(stackToSpectra(subset), { like: model }), settings);
  const decoded = spectraEmbed(rowsToSpectra(rows));
  const made = spectraToStack(
    noise ? noiseRestore(decoded, noise, noiseLevel(subset), random.fork("noise")) : decoded,
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
