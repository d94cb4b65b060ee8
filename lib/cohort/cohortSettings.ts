import { dataRead } from "../signal/index.js";
import type { CohortConfig } from "./cohortConfig.js";
import type { CohortEffect } from "./cohortEffects.js";

/** [mean, SD], or [low, high] in a field whose name ends in `Range`. */
export type Pair = [number, number];

/** Median and SD of the logarithm. */
export interface LogNormal {
  median: number;
  logSd: number;
}

/** The numbers of every effect, with their units, as `data/cohort.json` declares them. */
export interface CohortSettings {
  subject: { greyMatter: Pair; csf: Pair; frequencyOffset: Pair; phase: Pair };
  site: { gaussianWidth: number; singleTransientSnr: number; concentration: number };
  effects: {
    /** Factors on the areas of single peaks, by their ppm. */
    macromolecules: { scale?: Record<string, number> };
    waterSuppression: { width: number; power: number };
    lineshape: { gaussianWidth: Pair; skew: Pair };
    eddyCurrents: { terms: { frequency: Pair; timeRange: Pair }[] };
    baseline: { ppmRange: Pair; knotSpacing: number; sd: number };
    water: {
      components: { ppm: number; amplitude: number; dampingRange: Pair }[];
      toNaa: LogNormal;
      phase?: Pair;
      shift: { mean: number; siteSd: number; subjectSd: number };
      slow: { sd: number; time: number };
      jitter: number;
    };
    drift: {
      perMinute: LogNormal & { limits: Pair };
      wanderSdRange: Pair;
      wanderTimeRange: Pair;
    };
    respiration: { amplitude: Pair; frequency: Pair };
    steps: { perMinute: number; size: number };
    phase: { jitterRange: Pair };
    amplitude: { jitterRange: Pair };
    broadening: { atEndRange: Pair };
    motion: {
      perMinuteRange: Pair;
      frequency: number;
      phase: number;
      disruptive: number;
      lossRange: Pair;
      broadeningRange: Pair;
      lasting: number;
      left: number;
    };
    subtraction: { amplitude: number; frequency: number; phase: number };
    noise: { singleTransientSnr: Pair; averages?: number };
  };
  phasePerHzRange: Pair;
  coils: { logSd: number; correlation: number };
  /** Effects that the object has none of. */
  without: CohortEffect[];
  /** ppm that water stands above its place in the body. */
  waterPpm: number;
}

type Effects = CohortSettings["effects"];

interface CohortFile extends Omit<CohortSettings, "without" | "waterPpm"> {
  bySequence: Record<
    string,
    { [K in keyof Effects]?: Partial<Effects[K]> } & {
      /** Factors on concentrations, and ppm added to the places of the literature. */
      metabolites?: { values: Record<string, { scale?: number; shift?: number }> };
    }
  >;
  phantom: { without: CohortEffect[]; waterPpm: number } & Record<
    "frequencyOffset" | "gaussianWidth" | "singleTransientSnr",
    Pair
  >;
}

/** `data/cohort.json` */
export function cohortFile(): CohortFile {
  return dataRead<CohortFile>("cohort.json");
}

/** The numbers of a cohort: those of `data/cohort.json` with what its sequence and object differ in. */
export function cohortSettings({
  sequence,
  object,
}: Pick<CohortConfig, "sequence" | "object">): CohortSettings {
  const { bySequence, phantom, ...file } = cohortFile();
  const effects: Effects = { ...file.effects };
  const { metabolites: _, ...others } = bySequence[sequence] ?? {};
  for (const [name, other] of Object.entries(others)) {
    const effect = name as keyof Effects;
    Object.assign(effects, { [effect]: { ...effects[effect], ...other } });
  }
  if (object !== "phantom") return { ...file, effects, without: [], waterPpm: 0 };
  const { without, waterPpm, frequencyOffset, gaussianWidth, singleTransientSnr } = phantom;
  return {
    ...file,
    subject: { ...file.subject, frequencyOffset },
    effects: {
      ...effects,
      lineshape: { ...effects.lineshape, gaussianWidth },
      noise: { ...effects.noise, singleTransientSnr },
    },
    without,
    waterPpm,
  };
}
