import { dataRead } from "../signal/index.js";

/** T1 and T2 in s, each in grey and white matter. */
export interface Relaxation {
  t1: [number, number];
  t2: [number, number];
}

/** A value of each tissue. */
export type PerTissue = Record<"greyMatter" | "whiteMatter" | "csf", number>;

/** The constants of quantification (`data/quantify.json`, with their sources). */
export interface QuantifyConstants {
  /** What ratios are taken to. */
  reference: string;
  /** Metabolites of each sum; those that a fit lacks are left out. */
  sums: Record<string, string[]>;
  /** What is taken from the difference spectrum of an edited scan. */
  edited: string[];
  relaxation: Record<string, Relaxation> & { default: Relaxation };
  water: {
    /** Pure water, mmol/kg. */
    pure: number;
    /** Share of water in a tissue's volume. */
    content: PerTissue;
    /** s */
    t1: PerTissue;
    /** s */
    t2: PerTissue;
  };
  /** Water of a voxel whose tissue is not known: mmol/l, share that is visible, s, s. */
  whole: { water: number; visible: number; t1: number; t2: number };
}

/** The constants of quantification at 3 T, from `data/quantify.json`. */
export function quantifyConstants(): QuantifyConstants {
  return dataRead<QuantifyConstants>("quantify.json");
}
