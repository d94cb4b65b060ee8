import { dataRead } from "../signal/index.js";

/** T1 and T2 in s, each in grey and white matter. */
export interface Relaxation {
  t1: [number, number];
  t2: [number, number];
}

/** A value of each tissue. */
export type PerTissue = Record<"greyMatter" | "whiteMatter" | "csf", number>;

/** T: field strengths whose relaxation times are known. */
export type MagnetField = 1.5 | 3 | 7;

/** What relaxes how at one field strength. */
interface FieldConstants {
  relaxation: Record<string, Relaxation> & { default: Relaxation };
  water: {
    /** s */
    t1: PerTissue;
    /** s */
    t2: PerTissue;
  };
  /** Water of a voxel whose tissue is not known, s. */
  whole: { t1: number; t2: number };
}

/** The constants of quantification (`data/quantify.json`, with their sources). */
export interface QuantifyConstants extends FieldConstants {
  /** What ratios are taken to. */
  reference: string;
  /** Metabolites of each sum; those that a fit lacks are left out. */
  sums: Record<string, string[]>;
  /** What is taken from the difference spectrum of an edited scan. */
  edited: string[];
  water: FieldConstants["water"] & {
    /** Pure water, mmol/kg. */
    pure: number;
    /** Share of water in a tissue's volume. */
    content: PerTissue;
  };
  /** Water of a voxel whose tissue is not known: mmol/l, share that is visible, s, s. */
  whole: FieldConstants["whole"] & { water: number; visible: number };
  plausible: {
    /** mM above which a concentration is no brain's. */
    most: Record<string, number> & { default: number };
    /** mM between which tNAA, tCr and tCho of a brain add up to. */
    together: [number, number];
  };
}

type Stored = Omit<QuantifyConstants, keyof FieldConstants> & {
  fields: Record<string, FieldConstants>;
  water: Omit<QuantifyConstants["water"], keyof FieldConstants["water"]>;
  whole: Omit<QuantifyConstants["whole"], keyof FieldConstants["whole"]>;
};

/** MHz a T, of a proton. */
const GYROMAGNETIC = 42.577;

/** The constants of quantification at a field strength (@default 3 T), from `data/quantify.json`. */
export function quantifyConstants(field: MagnetField = 3): QuantifyConstants {
  const { fields, ...common } = dataRead<Stored>("quantify.json");
  const own = fields[`${field} T`];
  return {
    ...common,
    relaxation: own.relaxation,
    water: { ...common.water, ...own.water },
    whole: { ...common.whole, ...own.whole },
  };
}

/**
 * The field strength of a proton's frequency whose relaxation times are known, to 10 %; undefined where there is none.
 *
 * @param spectrometerFrequency - MHz
 */
export function magnetField(spectrometerFrequency: number): MagnetField | undefined {
  const tesla = spectrometerFrequency / GYROMAGNETIC;
  return ([1.5, 3, 7] as const).find((field) => Math.abs(tesla / field - 1) < 0.1);
}

/** What is said of a scan whose field strength has no relaxation times. */
export function magnetFieldUnknown(spectrometerFrequency: number): string {
  const tesla = (spectrometerFrequency / GYROMAGNETIC).toFixed(1);
  return `no concentrations: relaxation times at ${tesla} T are not known (1.5, 3 and 7 T are)`;
}
