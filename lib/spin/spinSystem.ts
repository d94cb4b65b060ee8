import { dataRead, InputError } from "../signal/index.js";
import { spinPartSplit } from "./spinPartSplit.js";

/** A nucleus that the protons couple to and that no pulse of the sequence touches. */
export interface Heteronucleus {
  /** Spin 1/2 and spin 1. */
  nucleus: "31P" | "14N";
  /** [proton, J in Hz]. */
  couplings: [number, number][];
}

/** A part of a molecule whose protons couple among themselves only. */
export interface SpinPart {
  /** ppm of each proton. */
  shifts: number[];
  /** [proton, proton, J in Hz]. */
  couplings: [number, number, number][];
  /** How many equivalent protons, or protons' groups, the part stands for; 0.36 of a form that 36 % have. */
  protons: number;
  /** @default none */
  heteronuclei?: Heteronucleus[];
}

/** A metabolite's protons. */
export interface SpinSystem {
  name: string;
  /** Key of the literature source in `data/spin-systems.json`. */
  source: string;
  parts: SpinPart[];
}

interface SpinSystemFile {
  metabolites: Record<
    string,
    { source: string; parts: (Pick<SpinPart, "shifts" | "heteronuclei"> & Partial<SpinPart>)[] }
  >;
}

/** The names of all metabolites in `data/spin-systems.json`, as LCModel and Osprey spell them (mI, PCh, …). */
export function spinSystemNames(): string[] {
  return Object.keys(dataRead<SpinSystemFile>("spin-systems.json").metabolites);
}

/**
 * The spin system of a metabolite from `data/spin-systems.json`, split into the parts that do not couple
 * with one another.
 *
 * @throws InputError when there is none of that name.
 */
export function spinSystem(name: string): SpinSystem {
  const { metabolites } = dataRead<SpinSystemFile>("spin-systems.json");
  const found = metabolites[name];
  if (found === undefined) {
    const expected = `one of ${Object.keys(metabolites).join(", ")}`;
    throw new InputError({ file: "data/spin-systems.json", key: "metabolite", value: name, expected });
  }
  const parts = found.parts.flatMap((part) => spinPartSplit({ couplings: [], protons: 1, ...part }));
  return { name, source: found.source, parts };
}
