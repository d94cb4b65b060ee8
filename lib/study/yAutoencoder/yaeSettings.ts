import type { YAutoencoderConfig } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import type { SpinSystemVariation } from "../../spin/index.js";
import type { StudySize } from "../set/studySettings.js";

type Pair = [number, number];

/** A network of the study: which one, and what it learned from. */
export interface YaeNetwork {
  design: YAutoencoderConfig["design"];
  /** One basis set, or one drawn for each spectrum from a pool with other shifts and couplings. */
  basis: "single" | "multi";
  /** Complex Gaussian in time (ADC), or generalised Gaussian in the spectrum with measured noise's parameters (GG). */
  noise: "ADC" | "GG";
}

/** How the phantom series differ from what networks learn from; pairs are limits of uniform draws. */
export interface PhantomSettings {
  series: string[];
  /** Spectra of a series: GABA rises from none to the upper limit of its concentrations. */
  steps: number;
  /** mM, drawn once a series; GABA's upper limit stands for the last step. */
  concentrations: Record<string, Pair>;
  /** How far the solution's shifts and couplings are from the training basis; drawn once for each of so many bases. */
  variation: SpinSystemVariation;
  bases: number;
  /** Hz, drawn once a series: Lorentzian, Gaussian, and mean length of a one-sided tail of frequencies. */
  lorentzian: Pair;
  gaussian: Pair;
  skew: Pair;
  /** Hz and degrees, drawn for each spectrum: what referencing left. */
  frequency: Pair;
  phase: Pair;
  /** Amplitude of residual water relative to NAA's methyl signal, and its Lorentzian width in Hz. */
  water: Pair;
  waterWidth: Pair;
  /** SD of the noise of a time point relative to the FID's first point, drawn once a series. */
  noise: Pair;
  /** Spurious lines: how many in a spectrum, and their mean height in SD of the noise of the spectrum. */
  spurious: { lines: number; height: number };
}

/** Settings of the study of Y-shaped autoencoders (`data/sisters.json`). */
export interface YaeSettings {
  seed: number;
  sequence: "megaPress68";
  metabolites: string[];
  ppmRange: Pair;
  /** Hz of Lorentzian width. */
  lorentzian: Pair;
  /** Largest SD of ADC noise relative to the FID's first point. */
  adc: number;
  /** Bases of the pool and how far they are from the literature's. */
  pool: number;
  variation: SpinSystemVariation;
  /** Spectra made at a time: an epoch of training. */
  chunk: number;
  validation: number;
  networks: YaeNetwork[];
  network: Partial<YAutoencoderConfig>;
  /** Values of noise at most that a posterior is of, and draws of each chain. */
  posterior: { values: number; draws: number };
  phantoms: PhantomSettings;
}

/** @param size - @default `quick` when `MRS_QUICK` is set, else `full` */
export function yaeSettings(size: StudySize = process.env.MRS_QUICK ? "quick" : "full"): YaeSettings {
  type Sized = Pick<
    YaeSettings,
    "seed" | "chunk" | "validation" | "networks" | "network" | "pool" | "posterior"
  > & { steps: number };
  const { yAutoencoder } = dataRead<{
    yAutoencoder: Record<StudySize, Sized> & Omit<YaeSettings, keyof Sized>;
  }>("sisters.json");
  const { full: _full, quick: _quick, ...common } = yAutoencoder;
  const { steps, ...sized } = yAutoencoder[size];
  return { ...common, ...sized, phantoms: { ...common.phantoms, steps } };
}
