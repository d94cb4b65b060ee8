import { metaboliteValue } from "../basis/index.js";
import { InputError } from "../signal/index.js";
import { quantifyConstants } from "./quantifyConstants.js";
import type { PerTissue, QuantifyConstants } from "./quantifyConstants.js";

/** Unsuppressed water of the same voxel. */
export interface WaterReference {
  /** Signal of its FID at t = 0, in units of the FID that was fitted (`waterAmplitude`). */
  amplitude: number;
  /** s */
  echoTime: number;
  /** s */
  repetitionTime: number;
  /** What is to be said of it; goes with every concentration. */
  flags?: readonly string[];
}

/** Fractions of the voxel's volume; they sum to 1. */
export type TissueFractions = PerTissue;

/** What an amplitude of a metabolite is multiplied with. */
export interface WaterScale {
  /** mmol/l of voxel: one water for all tissue, metabolite relaxation of the mean of grey and white matter. */
  raw: number;
  /** The same of the voxel without its CSF; where tissue is known. */
  csfCorrected?: number;
  /** mmol/kg of tissue water, every tissue's water and relaxation its own (Gasparovic); where tissue is known. */
  tissueCorrected?: number;
}

export interface WaterScaleOptions {
  water: WaterReference;
  /** s, of the scan that was fitted. */
  echoTime: number;
  /** s, of the scan that was fitted. */
  repetitionTime: number;
  tissue?: TissueFractions;
  /** @default `data/quantify.json` at 3 T */
  constants?: QuantifyConstants;
}

/** Protons of a water molecule; a basis FID begins with one for each proton. */
const WATER_PROTONS = 2;

/**
 * Factors that make a metabolite's amplitude a concentration, from water as the reference of known concentration:
 * relaxation of both, and CSF and tissue water where tissue fractions are given (Gasparovic et al., MRM 2006;55:1219).
 *
 * @param name - the metabolite, whose relaxation is looked up.
 * @throws InputError for a water amplitude or tissue fractions that cannot be.
 */
export function waterScale(name: string, options: WaterScaleOptions): WaterScale {
  const { water, echoTime, repetitionTime, tissue, constants = quantifyConstants() } = options;
  if (!(water.amplitude > 0)) {
    throw new InputError({ key: "water amplitude", value: water.amplitude, expected: "a number above 0" });
  }
  const { t1, t2 } = metaboliteValue(constants.relaxation, name) ?? constants.relaxation.default;
  const perMolecule = WATER_PROTONS / water.amplitude;
  const waterSignal = (one: number, two: number): number =>
    relaxed(one, two, water.echoTime, water.repetitionTime);
  const metabolite = (grey: number): number => {
    const mix = ([inGrey, inWhite]: [number, number]): number => grey * inGrey + (1 - grey) * inWhite;
    return relaxed(mix(t1), mix(t2), echoTime, repetitionTime);
  };
  const { whole } = constants;
  const raw = (perMolecule * whole.water * whole.visible * waterSignal(whole.t1, whole.t2)) / metabolite(0.5);
  if (tissue === undefined) return { raw };
  const { greyMatter, whiteMatter, csf } = tissue;
  if (
    ![greyMatter, whiteMatter, csf].every((share) => share >= 0) ||
    Math.abs(greyMatter + whiteMatter + csf - 1) > 0.01 ||
    greyMatter + whiteMatter <= 0
  ) {
    throw new InputError({
      key: "tissue",
      value: tissue,
      expected: "fractions of grey matter, white matter and CSF that sum to 1, not of CSF alone",
    });
  }
  const ofWater = (of: keyof PerTissue): number => tissue[of] * constants.water.content[of];
  const names = ["greyMatter", "whiteMatter", "csf"] as const;
  const total = names.reduce((sum, of) => sum + ofWater(of), 0);
  const seen = names.reduce(
    (sum, of) => sum + (ofWater(of) / total) * waterSignal(constants.water.t1[of], constants.water.t2[of]),
    0,
  );
  const inTissue = 1 - ofWater("csf") / total;
  const grey = greyMatter / (greyMatter + whiteMatter);
  return {
    raw,
    csfCorrected: raw / (1 - csf),
    tissueCorrected: (perMolecule * constants.water.pure * seen) / (metabolite(grey) * inTissue),
  };
}

/** What is left of a signal after one echo, in the steady state of 90 degree pulses. */
function relaxed(t1: number, t2: number, echoTime: number, repetitionTime: number): number {
  return Math.exp(-echoTime / t2) * (1 - Math.exp(-repetitionTime / t1));
}
