import { dataRead, InputError } from "../signal/index.js";
import type { FitBaseline, FitOptions, FitPresetName, FitSoftConstraint } from "./fitOptions.js";

type Limits = [least: number, start: number, most: number];

/** A preset with everything that options change in place. */
export interface FitSettings {
  preset: FitPresetName;
  ppmRange: [number, number];
  residual: "real" | "complex";
  baseline: FitBaseline;
  /** What the practice fits; everything where it says nothing. */
  metabolites?: readonly string[];
  /** What was asked for by name. */
  asked?: readonly string[];
  omit: readonly string[];
  gaussians: readonly string[];
  groups: "each" | readonly (readonly string[])[];
  gaussianGroups: "each" | "kind";
  lineshape: boolean;
  /** Broaden each metabolite by a share of its own T2 (`data/tissue.json`). @default false */
  relaxation?: boolean;
  softConstraints: FitSoftConstraint[];
  softWeight: number;
  limits: {
    /** degrees */
    phase0: number;
    /** degrees per ppm */
    phase1: number;
    /** Hz */
    gaussian: [number, number];
    /** Hz around the common shift, metabolites and Gaussians. */
    shift: number;
    gaussianShift: number;
    /** @default gaussianShift */
    lipidShift?: number;
    /** Hz */
    width: Limits;
    gaussianWidth: Limits;
    /** Share of the T2 widths. */
    relaxation?: Limits;
  };
  /** Of a normal prior on each coefficient of the lineshape about 0. */
  lineshapeSd?: number;
  /**
   * Normal priors: (amplitude - ratio x the sum of `to`) over tNAA + tCr + 3 tCho is 0 with this SD. @default of `to`:
   * tNAA + tCr + 3 tCho
   */
  ratioPriors?: [name: string, ratio: number, sd: number, to?: string[]][];
  /** Weight of the amplitudes' squares, relative to the mean power of the columns. */
  ridge?: number;
  iterations: number;
  tolerance: number;
}

type Preset = Omit<FitSettings, "preset" | "softConstraints" | "asked" | "omit"> & {
  softConstraints: [string, string, number][];
};

interface PresetFile {
  presets: Record<FitPresetName, Preset>;
}

/** A preset's settings with the given options in their place. @throws InputError for an unknown preset or a bad range. */
export function fitSettings(options: FitOptions = {}): FitSettings {
  const { preset = "default", phase1 = true } = options;
  const file = dataRead<PresetFile>("fit-presets.json");
  const found = file.presets[preset];
  if (found === undefined) {
    const expected = `one of ${Object.keys(file.presets).join(", ")}`;
    throw new InputError({ key: "preset", value: preset, expected });
  }
  const settings: FitSettings = {
    ...found,
    preset,
    ppmRange: options.ppmRange ?? found.ppmRange,
    residual: options.residual ?? found.residual,
    baseline: options.baseline ?? found.baseline,
    asked: options.metabolites,
    omit: options.omit ?? [],
    gaussians: options.gaussians ?? found.gaussians,
    groups: options.groups ?? found.groups,
    lineshape: options.lineshape ?? found.lineshape,
    relaxation: options.relaxation ?? found.relaxation,
    softConstraints:
      options.softConstraints?.slice() ?? found.softConstraints.map(([of, to, ratio]) => ({ of, to, ratio })),
    softWeight: options.softWeight ?? found.softWeight,
    limits: { ...found.limits, phase1: phase1 ? found.limits.phase1 : 0 },
    iterations: options.iterations ?? found.iterations,
  };
  const [low, high] = settings.ppmRange;
  if (!(Number.isFinite(low) && Number.isFinite(high) && high - low >= 0.2)) {
    throw new InputError({
      key: "ppmRange",
      value: settings.ppmRange,
      expected: "[low, high], 0.2 ppm or more",
    });
  }
  return settings;
}
