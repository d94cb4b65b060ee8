import { dataRead } from "../signal/index.js";
import type { RandomSource } from "../signal/index.js";
import { gaussianLineAdd, isEdited } from "./gaussianLineAdd.js";
import type { FidSampling, FidTarget } from "./gaussianLineAdd.js";

interface MacromoleculeFile {
  mm09: number;
  cv: number;
  peaks: { ppm: number; width: number; scale: number; t2: number }[];
  coEdited: { ppm: number; width: number; share: number };
}

/**
 * Adds the macromolecules of `data/macromolecules.json` to the FIDs of each condition (in place) and returns
 * their areas in proton mM. In ON, peaks in the editing band are gone and MM3co is there besides: it is another
 * substance, so that its size follows the typical GABA signal and not the subject's own.
 *
 * @param echoTime - s; 0 for no relaxation.
 * @param factors - on the areas of single peaks, by their ppm.
 * @param typicalGaba - area of the GABA multiplet at 3.0 ppm in the difference, proton mM, at typical GABA.
 */
export function macromoleculesAdd(
  conditions: readonly FidTarget[],
  sampling: FidSampling,
  echoTime: number,
  tCr: number,
  typicalGaba: number,
  random: RandomSource,
  factors: Record<string, number> = {},
): Record<string, number> {
  const file = dataRead<MacromoleculeFile>("macromolecules.json");
  const areas: Record<string, number> = {};
  const spread = (): number => Math.max(0.2, 1 + file.cv * random.normal());
  const overall = spread();
  for (const { ppm, width, scale, t2 } of file.peaks) {
    const relative = (factors[ppm] ?? 1) * (scale / file.peaks[0].scale) * Math.exp(-echoTime / t2);
    const area = file.mm09 * tCr * relative * overall * spread();
    areas[`MM${ppm}`] = area;
    for (const target of conditions) {
      if (!isEdited(target.condition, ppm)) gaussianLineAdd(target, sampling, { ppm, width, area });
    }
  }
  const on = conditions.find(({ condition }) => condition === "ON");
  if (on) {
    const { ppm, width, share } = file.coEdited;
    areas.MM3co = (share / (1 - share)) * typicalGaba * spread();
    gaussianLineAdd(on, sampling, { ppm, width, area: areas.MM3co });
  }
  return areas;
}
