import { dataRead } from "../signal/index.js";
import { basisCached, pulseSequence, spinSystem } from "../spin/index.js";
import type { BasisSet, PulseSequence, PulseSequenceName } from "../spin/index.js";
import { cohortFile } from "./cohortSettings.js";
import { cohortVendor } from "./cohortVendor.js";
import type { CohortVendor, CohortVendorName } from "./cohortVendor.js";

/** Relaxation and concentration of one metabolite in grey and white matter (`data/tissue.json`). */
export interface TissueMetabolite {
  /** mM in grey and white matter. */
  concentration: [number, number];
  /** s in grey and white matter. */
  t1: [number, number];
  /** s in grey and white matter. */
  t2: [number, number];
  /** Spread between subjects. */
  cv: number;
}

/** Water in grey matter, white matter and CSF: mM, s, s. */
export interface TissueWater {
  concentration: [number, number, number];
  t1: [number, number, number];
  t2: [number, number, number];
  /** Hz of Lorentzian width besides 1 / (pi T2). */
  width?: number;
}

/** What all subjects at one vendor's scanners share: the sequence, its basis sets and what is measured. */
export interface CohortBasis {
  sequence: PulseSequence;
  /** One a condition, in the sequence's order (OFF, ON). */
  basis: BasisSet[];
  tissue: Record<string, TissueMetabolite>;
  water: TissueWater;
  vendor: CohortVendor;
}

interface TissueFile {
  default: Pick<TissueMetabolite, "t1" | "t2">;
  water: TissueWater;
  metabolites: Record<
    string,
    Partial<TissueMetabolite> & Pick<TissueMetabolite, "concentration" | "cv"> & { scale?: number }
  >;
}

interface PhantomFile {
  default: { t1: number; t2: number };
  concentration: Record<string, number>;
  water: { concentration: number; t1: number; t2: number };
}

/** ppm at 0 Hz: the scanner is centred on water, at its place in the body. */
export const COHORT_REFERENCE_PPM = 4.68;

/**
 * Simulates (or finds) the basis of every metabolite of an object with a vendor's acquisition.
 *
 * @param vendorName - @default "philips"
 * @param object - `brain`: `data/tissue.json`; `phantom`: `data/phantom.json`. @default "brain"
 */
export function cohortBasis(
  name: PulseSequenceName,
  vendorName: CohortVendorName = "philips",
  object: "brain" | "phantom" = "brain",
): CohortBasis {
  const sequence = pulseSequence(name);
  const vendor = cohortVendor(vendorName);
  const { tissue, water } = object === "brain" ? brain() : phantom();
  const seen = (object === "brain" && cohortFile().bySequence[name]?.metabolites?.values) || {};
  for (const [metabolite, { scale = 1 }] of Object.entries(seen)) {
    const [grey, white] = tissue[metabolite].concentration;
    tissue[metabolite].concentration = [scale * grey, scale * white];
  }
  const { points, dwellTime, spectrometerFrequency } = vendor;
  const acquisition = { points, dwellTime, spectrometerFrequency, referencePpm: COHORT_REFERENCE_PPM };
  return {
    sequence,
    tissue,
    water,
    vendor,
    basis: basisCached(Object.keys(tissue).map(spinSystem), sequence, acquisition).map((set) =>
      shifted(set, seen),
    ),
  };
}

/** With the metabolites in the places that they have in the body. */
function shifted(set: BasisSet, seen: Record<string, { shift?: number }>): BasisSet {
  const { names, shape, header } = set;
  const [re, im] = [set.re.slice(), set.im.slice()];
  names.forEach((name, row) => {
    const angle = 2 * Math.PI * (seen[name]?.shift ?? 0) * header.spectrometerFrequency * header.dwellTime;
    if (angle === 0) return;
    for (let t = 0, k = row * shape[1]; t < shape[1]; t++, k++) {
      const [c, s] = [Math.cos(angle * t), Math.sin(angle * t)];
      re[k] = c * set.re[k] - s * set.im[k];
      im[k] = s * set.re[k] + c * set.im[k];
    }
  });
  return { ...set, re, im };
}

function brain(): Pick<CohortBasis, "tissue" | "water"> {
  const { metabolites, water, default: usual } = dataRead<TissueFile>("tissue.json");
  const tissue: CohortBasis["tissue"] = {};
  for (const [name, { scale = 1, ...entry }] of Object.entries(metabolites)) {
    const [grey, white] = entry.concentration;
    tissue[name] = { ...usual, ...entry, concentration: [scale * grey, scale * white] };
  }
  return { tissue, water };
}

/** A solution is the same throughout, so that all its tissues are alike. */
function phantom(): Pick<CohortBasis, "tissue" | "water"> {
  const { concentration, water, default: usual } = dataRead<PhantomFile>("phantom.json");
  const twice = (value: number): [number, number] => [value, value];
  const thrice = (value: number): [number, number, number] => [value, value, value];
  const entries = Object.entries(concentration).map(([name, value]) => {
    return [name, { concentration: twice(value), t1: twice(usual.t1), t2: twice(usual.t2), cv: 0 }] as const;
  });
  return {
    tissue: Object.fromEntries(entries),
    water: {
      concentration: thrice(water.concentration),
      t1: thrice(water.t1),
      t2: thrice(water.t2),
    },
  };
}
