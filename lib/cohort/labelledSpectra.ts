import type { RandomSource } from "../signal/index.js";
import type { SpectrumMaker } from "./spectrumMaker.js";

type Pair = readonly [number, number];

/** From where each spectrum's parameters are drawn, uniformly between two limits. */
export interface LabelledDraw {
  /** mM, per metabolite in the basis set's order. */
  concentrations: readonly Pair[];
  /** Hz. */
  lorentzian: Pair;
  /** Hz. */
  gaussian: Pair;
  /** Hz. */
  frequency: Pair;
  /** rad. */
  phase: Pair;
  /** Coefficients of a baseline of this order, real and imaginary, each within +-`limit`. @default none */
  baseline?: { order: number; limit: number };
  /** SD of the noise of each real and imaginary point. */
  noise: number;
}

/** Simulated spectra with what they were made from. */
export interface LabelledSpectra {
  /** n x conditions x 2p: for each condition real parts, then imaginary ones, with noise. */
  rows: Float32Array;
  /** The same without noise. */
  clean: Float32Array;
  /** n x metabolites, mM. */
  concentrations: Float32Array;
  /** n each. */
  lorentzian: Float32Array;
  gaussian: Float32Array;
  frequency: Float32Array;
  phase: Float32Array;
  /** [n, conditions x 2p]. */
  shape: readonly [number, number];
}

/** `count` spectra with parameters drawn uniformly. */
export function labelledSpectra(
  maker: SpectrumMaker,
  draw: LabelledDraw,
  count: number,
  random: RandomSource,
): LabelledSpectra {
  const p = maker.ppm.length;
  const conditions = maker.conditions.length;
  const width = conditions * 2 * p;
  const metabolites = draw.concentrations.length;
  const between = ([low, high]: Pair): number => low + (high - low) * random.uniform();
  const made: LabelledSpectra = {
    rows: new Float32Array(count * width),
    clean: new Float32Array(count * width),
    concentrations: new Float32Array(count * metabolites),
    lorentzian: new Float32Array(count),
    gaussian: new Float32Array(count),
    frequency: new Float32Array(count),
    phase: new Float32Array(count),
    shape: [count, width],
  };
  const re = new Float32Array(conditions * p);
  const im = new Float32Array(conditions * p);
  for (let i = 0; i < count; i++) {
    draw.concentrations.forEach((limits, k) => (made.concentrations[i * metabolites + k] = between(limits)));
    for (const key of ["lorentzian", "gaussian", "frequency", "phase"] as const)
      made[key][i] = between(draw[key]);
    const coefficients = (): number[] =>
      Array.from({ length: (draw.baseline?.order ?? -1) + 1 }, () => {
        const { limit } = draw.baseline ?? { limit: 0 };
        return between([-limit, limit]);
      });
    maker.make(
      {
        concentrations: made.concentrations.subarray(i * metabolites, (i + 1) * metabolites),
        lorentzian: made.lorentzian[i],
        gaussian: made.gaussian[i],
        frequency: made.frequency[i],
        phase: made.phase[i],
        baseline: draw.baseline && { re: coefficients(), im: coefficients() },
      },
      re,
      im,
      0,
    );
    for (let c = 0; c < conditions; c++) {
      const to = i * width + c * 2 * p;
      made.clean.set(re.subarray(c * p, (c + 1) * p), to);
      made.clean.set(im.subarray(c * p, (c + 1) * p), to + p);
    }
  }
  for (let k = 0; k < made.rows.length; k++) made.rows[k] = made.clean[k] + draw.noise * random.normal();
  return made;
}
