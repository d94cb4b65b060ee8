import { labelledSpectra, spectrumMaker } from "../../cohort/index.js";
import type { LabelledDraw, LabelledSpectra, SpectrumMaker } from "../../cohort/index.js";
import type { CvaeLabel, LabelledRows } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import { basisCached, pressSequence, spinSystem } from "../../spin/index.js";
import type { ConditionalSettings } from "./conditionalSettings.js";

/** The spectra that a conditional VAE learns from and is tried on. */
export interface ConditionalSet {
  maker: SpectrumMaker;
  labels: CvaeLabel[];
  draw: LabelledDraw;
  training: LabelledSpectra;
  validation: LabelledSpectra;
  test: LabelledSpectra;
}

/** Simulated spectra of PCr and NAA with everything else drawn uniformly (ISMRM 2023 #5027), in three parts. */
export function conditionalSet(settings: ConditionalSettings): ConditionalSet {
  const { te1, te2, ppmRange, concentrations, ...rest } = settings.draw;
  const names = Object.keys(concentrations);
  const basis = basisCached(names.map(spinSystem), pressSequence({ te1, te2 }));
  const maker = spectrumMaker(basis, { ppmRange });
  const draw = { ...rest, concentrations: Object.values(concentrations) };
  const random = randomSource(settings.seed);
  const part = (name: "training" | "validation" | "test"): LabelledSpectra =>
    labelledSpectra(maker, draw, settings[name], random.fork(name));
  return {
    maker,
    draw,
    labels: names.map((name) => ({ name, range: concentrations[name] })),
    training: part("training"),
    validation: part("validation"),
    test: part("test"),
  };
}

/** Spectra as a conditional VAE takes them: told the concentrations. */
export function labelledRows({ rows, concentrations, shape }: LabelledSpectra): LabelledRows {
  return { rows, labels: concentrations, shape };
}
