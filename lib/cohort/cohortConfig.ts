import type { PulseSequenceName } from "../spin/index.js";
import { dataRead, InputError } from "../signal/index.js";
import type { CohortEffect } from "./cohortEffects.js";
import type { CohortVendorName } from "./cohortVendor.js";

/** What `cohortSimulate` makes. Spreads and physics are declared in `data/cohort.json`. */
export interface CohortConfig {
  sequence: PulseSequenceName;
  sites: number;
  subjectsPerSite: number;
  /** Transients of each condition (OFF, ON) of each subject. */
  transients: number;
  seed: number;
  /** What lies in the scanner. @default "brain" */
  object?: "brain" | "phantom";
  /** Scanners of the sites, in turn. @default ["philips"], whose axis the studies use */
  vendors?: CohortVendorName[];
  /**
   * Whether transients come in the order and with the sign that the vendor stores them in, without labels;
   * else OFF, ON, OFF, …, upright and labelled. @default false
   */
  asStored?: boolean;
  /** Effects that are left out. What the others draw does not change by it. @default none */
  without?: CohortEffect[];
  /** Receiver coils that are stored one by one; 0: combined already. @default 0 */
  coils?: number;
}

/**
 * `default`: 6 sites x 4 subjects x (160 ON + 160 OFF); `quick`: 6 x 6 x (20 + 20); `big-gaba`: 24 x 12 x
 * (160 + 160) of three vendors as they store them (15 GB in memory: to be written subject by subject); `press-te35`:
 * 6 x 12 averaged PRESS scans; `phantom`: 2 x 3 x (32 + 32) of a solution whose concentrations are known.
 */
export type CohortPreset = "default" | "quick" | "big-gaba" | "press-te35" | "phantom";

/** A preset of `data/cohort.json`. @throws InputError when there is none of that name. */
export function cohortConfig(preset: CohortPreset, seed: number): CohortConfig {
  const { presets } = dataRead<{ presets: Record<string, Omit<CohortConfig, "seed">> }>("cohort.json");
  if (presets[preset] === undefined) {
    const expected = `one of ${Object.keys(presets).join(", ")}`;
    throw new InputError({ key: "preset", value: preset, expected });
  }
  return { ...presets[preset], seed };
}
