import { cohortBasis, labelledSpectra, spectrumMaker } from "../../cohort/index.js";
import type { LabelledDraw, LabelledSpectra, SpectrumMaker } from "../../cohort/index.js";
import type { CvaeLabel, LabelledRows } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import type { ConditionalEditedSettings } from "./conditionalSettings.js";

/** Simulated edited spectra of which everything is told: each metabolite's concentration, and OFF or ON. */
export interface ConditionalEditedSet {
  maker: SpectrumMaker;
  names: string[];
  labels: CvaeLabel[];
  draw: LabelledDraw;
  training: LabelledSpectra;
  validation: LabelledSpectra;
  test: LabelledSpectra;
}

/**
 * MEGA-PRESS spectra of all metabolites that the cohort has, each drawn uniformly between none and twice what healthy
 * tissue holds, in three parts; widths, frequency and phase are left to the latent space.
 */
export function conditionalEditedSet(settings: ConditionalEditedSettings): ConditionalEditedSet {
  const { ppmRange, most, ...rest } = settings.draw;
  const { basis, tissue } = cohortBasis("megaPress68");
  const maker = spectrumMaker(basis, { ppmRange });
  const { names } = basis[0];
  const ranges = names.map((name): [number, number] => {
    const [grey, white] = tissue[name].concentration;
    return [0, (most * (grey + white)) / 2];
  });
  const draw: LabelledDraw = { ...rest, concentrations: ranges };
  const random = randomSource(settings.seed);
  const part = (name: "training" | "validation" | "test"): LabelledSpectra =>
    labelledSpectra(maker, draw, settings[name], random.fork(name));
  return {
    maker,
    names,
    labels: [
      ...names.map((name, k): CvaeLabel => ({ name, range: ranges[k] })),
      { name: "ON", range: [0, 1] },
    ],
    draw,
    training: part("training"),
    validation: part("validation"),
    test: part("test"),
  };
}

/** OFF and ON as spectra of their own, in turn, each told the concentrations and which of the two it is. */
export function editedRows({ rows, concentrations, shape }: LabelledSpectra): LabelledRows {
  const [n, width] = shape;
  const metabolites = concentrations.length / n;
  const labels = new Float32Array(2 * n * (metabolites + 1));
  for (let i = 0; i < 2 * n; i++) {
    const from = (i >> 1) * metabolites;
    labels.set(concentrations.subarray(from, from + metabolites), i * (metabolites + 1));
    labels[(i + 1) * (metabolites + 1) - 1] = i % 2;
  }
  return { rows, labels, shape: [2 * n, width / 2] };
}
