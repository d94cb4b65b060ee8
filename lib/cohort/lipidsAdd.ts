import { dataRead } from "../signal/index.js";
import type { RandomSource } from "../signal/index.js";
import { gaussianLineAdd, isEdited } from "./gaussianLineAdd.js";
import type { FidSampling, FidTarget } from "./gaussianLineAdd.js";

interface LipidFile {
  t2: number;
  share: { median: number; logSd: number };
  groups: Record<string, { ratio: number; peaks: { ppm: number; width: number; protons: number }[] }>;
}

/** Lipid signal of a subject: areas in proton mM at the sequence's TE, per group, and the phase they share in rad. */
export interface LipidTruth {
  areas: Record<string, number>;
  phase: number;
}

/**
 * Adds the scalp's lipids of `data/lipids.json` that reach the voxel to the FIDs of each condition (in place). In ON,
 * those in the editing band are gone.
 *
 * @param echoTime - s; 0 for no relaxation.
 */
export function lipidsAdd(
  conditions: readonly FidTarget[],
  sampling: FidSampling,
  echoTime: number,
  tCr: number,
  random: RandomSource,
): LipidTruth {
  const { t2, share, groups } = dataRead<LipidFile>("lipids.json");
  const amount = share.median * Math.exp(share.logSd * random.normal()) * tCr * Math.exp(-echoTime / t2);
  const phase = 2 * Math.PI * random.uniform();
  const areas: Record<string, number> = {};
  for (const [name, { ratio, peaks }] of Object.entries(groups)) {
    areas[name] = 0;
    for (const { ppm, width, protons } of peaks) {
      const area = amount * ratio * protons;
      areas[name] += area;
      const line = { ppm, width: width * sampling.spectrometerFrequency, area, phase };
      for (const target of conditions) {
        if (!isEdited(target.condition, ppm)) gaussianLineAdd(target, sampling, line);
      }
    }
  }
  return { areas, phase };
}
