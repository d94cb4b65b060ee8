import { dataRead } from "../signal/index.js";
import type { RandomSource } from "../signal/index.js";

interface MacromoleculeFile {
  mm09: number;
  cv: number;
  peaks: { ppm: number; width: number; scale: number; t2: number }[];
  coEdited: { ppm: number; width: number; share: number };
}

interface Acquisition {
  dwellTime: number;
  spectrometerFrequency: number;
  referencePpm: number;
  echoTime: number;
}

/** The editing band within which a macromolecule's signal is inverted and crushed in ON, ppm. */
const EDIT_BAND = [1.6, 2.2] as const;

/**
 * Adds the macromolecules of `data/macromolecules.json` to the FIDs of each condition (in place) and returns
 * their areas in proton mM. In ON, peaks in the editing band are gone and MM3co is there besides: it is another
 * substance, so that its size follows the typical GABA signal and not the subject's own.
 *
 * @param typicalGaba - area of the GABA multiplet at 3.0 ppm in the difference, proton mM, at typical GABA.
 */
export function macromoleculesAdd(
  conditions: { condition: string; re: Float64Array; im: Float64Array }[],
  acquisition: Acquisition,
  tCr: number,
  typicalGaba: number,
  random: RandomSource,
): Record<string, number> {
  const file = dataRead<MacromoleculeFile>("macromolecules.json");
  const { dwellTime, spectrometerFrequency, referencePpm, echoTime } = acquisition;
  const areas: Record<string, number> = {};
  const spread = (): number => Math.max(0.2, 1 + file.cv * random.normal());
  const overall = spread();
  const add = (
    target: { re: Float64Array; im: Float64Array },
    ppm: number,
    width: number,
    area: number,
  ): void => {
    const turn = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
    for (let t = 0; t < target.re.length; t++) {
      const value = area * Math.exp(-((Math.PI * width * t * dwellTime) ** 2) / (4 * Math.LN2));
      if (value < area * 1e-9) break;
      target.re[t] += value * Math.cos(turn * t);
      target.im[t] += value * Math.sin(turn * t);
    }
  };
  for (const { ppm, width, scale, t2 } of file.peaks) {
    const relative = (scale / file.peaks[0].scale) * Math.exp(-echoTime / t2);
    const area = file.mm09 * tCr * relative * overall * spread();
    areas[`MM${ppm}`] = area;
    for (const target of conditions) {
      const edited = target.condition === "ON" && ppm > EDIT_BAND[0] && ppm < EDIT_BAND[1];
      if (!edited) add(target, ppm, width, area);
    }
  }
  const on = conditions.find(({ condition }) => condition === "ON");
  if (on) {
    const { ppm, width, share } = file.coEdited;
    areas.MM3co = (share / (1 - share)) * typicalGaba * spread();
    add(on, ppm, width, areas.MM3co);
  }
  return areas;
}
