import type { PulseSequenceName } from "../spin/index.js";
import { dataRead, InputError } from "../signal/index.js";

/** What `cohortSimulate` makes. Spreads and physics are declared in `data/cohort.json`. */
export interface CohortConfig {
  sequence: PulseSequenceName;
  sites: number;
  subjectsPerSite: number;
  /** Transients of each condition (OFF, ON) of each subject. */
  transients: number;
  seed: number;
}

/** `default`: 6 sites x 4 subjects x (160 ON + 160 OFF); `quick`: 4 x 2 x (20 + 20); `press`: 6 x 12 averaged PRESS scans. */
export type CohortPreset = "default" | "quick" | "press";

/** A preset of `data/cohort.json`. @throws InputError when there is none of that name. */
export function cohortConfig(preset: CohortPreset, seed: number): CohortConfig {
  const { presets } = dataRead<{ presets: Record<string, Omit<CohortConfig, "seed">> }>("cohort.json");
  if (presets[preset] === undefined) {
    const expected = `one of ${Object.keys(presets).join(", ")}`;
    throw new InputError({ key: "preset", value: preset, expected });
  }
  return { ...presets[preset], seed };
}
