import { dataRead } from "../signal/index.js";
import { basisCached, pulseSequence, spinSystem } from "../spin/index.js";
import type { BasisSet, PulseSequence, PulseSequenceName } from "../spin/index.js";

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

/** What all subjects of a cohort share: the sequence, its basis sets and the tissue table. */
export interface CohortBasis {
  sequence: PulseSequence;
  /** One a condition, in the sequence's order (OFF, ON). */
  basis: BasisSet[];
  tissue: Record<string, TissueMetabolite>;
}

interface TissueFile {
  default: Pick<TissueMetabolite, "t1" | "t2">;
  metabolites: Record<string, Partial<TissueMetabolite> & Pick<TissueMetabolite, "concentration" | "cv">>;
}

/** Simulates the basis of every metabolite of `data/tissue.json` with the acquisition of `data/cohort.json`. */
export function cohortBasis(name: PulseSequenceName): CohortBasis {
  const sequence = pulseSequence(name);
  const file = dataRead<TissueFile>("tissue.json");
  const tissue = Object.fromEntries(
    Object.entries(file.metabolites).map(([metabolite, entry]) => [
      metabolite,
      { ...file.default, ...entry },
    ]),
  );
  const { acquisition } = dataRead<{ acquisition: Record<string, number> }>("cohort.json");
  return {
    sequence,
    tissue,
    basis: basisCached(Object.keys(tissue).map(spinSystem), sequence, acquisition),
  };
}
