import type { ScanHeader } from "../signal/index.js";

/** FIDs of single metabolites at 1 mM, undamped, for one condition of a sequence. */
export interface BasisSet {
  /** Row k belongs to metabolite names[k]. */
  names: string[];
  /** names x points; a proton gives 1 at t = 0 before relaxation. */
  re: Float64Array;
  im: Float64Array;
  shape: readonly [number, number];
  /** Of the sequence: `OFF`, `ON`, `PRESS`. */
  condition: string;
  header: Pick<ScanHeader, "dwellTime" | "spectrometerFrequency" | "referencePpm" | "echoTime">;
}
