import type { BasisSet } from "../spin/index.js";

/** A format that basis sets are read from. */
export type BasisFormat = "FSL-MRS JSON" | "LCModel BASIS" | "LCModel RAW";

/** Where a basis set came from, and how what its file leaves open was found. */
export interface BasisSource {
  format: BasisFormat;
  /** The file, or the folder. */
  file: string;
  /** The names as stored, in the order of `names`. */
  storedNames: string[];
  /** Names that `data/metabolite-names.json` does not know. */
  unknownNames: string[];
  /** Metabolites whose singlets told the sign and the centre; empty when there was none. */
  singletsOf: string[];
  /** ppm at 0 Hz as the file says; the basis has what its singlets say when they differ. */
  storedReferencePpm?: number;
  /** Whether the samples had the other sign than the format's convention. */
  conjugated: boolean;
}

/** A basis set that was read from a file. */
export interface BasisFile extends BasisSet {
  source: BasisSource;
}

export interface ReadBasisOptions {
  /** What to take where the files are silent. What they say always wins. @default {} */
  fallback?: Partial<BasisSet["header"]>;
}

/** What a reader takes from its format: rows in the library's sign, by the format's convention. */
export interface StoredBasis extends Omit<BasisSet, "header"> {
  format: BasisFormat;
  file: string;
  /** s */
  dwellTime: number;
  /** MHz */
  spectrometerFrequency: number;
  /** s */
  echoTime?: number;
  /** ppm at 0 Hz as the file says. */
  referencePpm?: number;
  /** ppm at 0 Hz that the format takes when neither the file nor the data tell. */
  formatReferencePpm?: number;
}
