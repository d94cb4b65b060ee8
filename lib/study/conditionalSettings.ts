import type { CvaeConfig } from "../models/index.js";
import { dataRead } from "../signal/index.js";
import type { StudySize } from "./studySettings.js";

type Pair = [number, number];

/** Settings of the conditional VAE's study (`data/sisters.json`). */
export interface ConditionalSettings {
  seed: number;
  /** Spectra of each part. */
  training: number;
  validation: number;
  test: number;
  /** Pairs of test spectra that are gone between, in phase and in widths. */
  pairs: number;
  /** Spectra on the way from one to the other, ends included. */
  steps: number;
  network: Partial<CvaeConfig>;
  /** Other latent widths and betas to compare. */
  sweep: { latent: number; beta: number }[];
  draw: {
    /** s. */
    te1: number;
    te2: number;
    ppmRange: Pair;
    /** mM. */
    concentrations: Record<string, Pair>;
    /** Hz; rad for the phase. */
    lorentzian: Pair;
    gaussian: Pair;
    frequency: Pair;
    phase: Pair;
    baseline: { order: number; limit: number };
    noise: number;
  };
}

/** @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function conditionalSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): ConditionalSettings {
  const { conditional } = dataRead<{
    conditional: Record<StudySize, Omit<ConditionalSettings, "draw">> & Pick<ConditionalSettings, "draw">;
  }>("sisters.json");
  return { ...conditional[size], draw: conditional.draw };
}
