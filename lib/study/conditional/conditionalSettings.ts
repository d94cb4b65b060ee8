import type { CvaeConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import type { StudySize } from "../set/studySettings.js";

type Pair = [number, number];

/** Settings of a conditional VAE of subjects (`data/sisters.json`). */
export interface ConditionalLearnSettings {
  ppmRange: [number, number];
  network: Partial<CvaeConfig>;
}

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
  /** The one that is told all metabolites of edited spectra. */
  edited: ConditionalEditedSettings;
  /** The one that is told measured amounts of subjects. */
  subjects: ConditionalLearnSettings;
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

/** Settings of the conditional VAE of edited spectra that is told all metabolites (`data/sisters.json`). */
export interface ConditionalEditedSettings {
  seed: number;
  /** Spectra of each part, each OFF and ON. */
  training: number;
  validation: number;
  test: number;
  network: Partial<CvaeConfig>;
  draw: Pick<ConditionalSettings["draw"], "ppmRange" | "lorentzian" | "gaussian" | "frequency" | "phase"> & {
    /** Largest concentration over that of healthy tissue. */
    most: number;
    noise: number;
  };
}

/** @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function conditionalSettings(
  size: StudySize = process.env.MRS_QUICK ? "quick" : "full",
): ConditionalSettings {
  type Sized = Omit<ConditionalSettings, "draw" | "edited"> & {
    edited: Omit<ConditionalEditedSettings, "draw">;
  };
  const { conditional } = dataRead<{
    conditional: Record<StudySize, Sized> &
      Pick<ConditionalSettings, "draw"> & { edited: ConditionalEditedSettings["draw"] };
  }>("sisters.json");
  const { edited, ...own } = conditional[size];
  return { ...own, draw: conditional.draw, edited: { ...edited, draw: conditional.edited } };
}
