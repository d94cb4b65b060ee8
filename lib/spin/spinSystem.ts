import { dataRead, InputError } from "../signal/index.js";

/** A part of a molecule whose protons couple among themselves only. */
export interface SpinPart {
  /** ppm of each proton. */
  shifts: number[];
  /** [proton, proton, J in Hz]. */
  couplings: [number, number, number][];
  /** How many equivalent protons a part of one shift stands for; 1 otherwise. */
  protons: number;
}

/** A metabolite's protons. */
export interface SpinSystem {
  name: string;
  /** Key of the literature source in `data/spin-systems.json`. */
  source: string;
  parts: SpinPart[];
}

interface SpinSystemFile {
  metabolites: Record<string, { source: string; parts: SpinPart[] }>;
}

/** The names of all metabolites in `data/spin-systems.json`, as LCModel and Osprey spell them (mI, PCh, …). */
export function spinSystemNames(): string[] {
  return Object.keys(dataRead<SpinSystemFile>("spin-systems.json").metabolites);
}

/**
 * The spin system of a metabolite from `data/spin-systems.json`.
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
  return { name, ...found };
}
