import { cohortBasis, cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import type { CohortBasis, CohortEffect, CohortSubject } from "../../lib/cohort/index.js";
import { fitSum } from "../../lib/fit/index.js";
import type { FitResult } from "../../lib/fit/index.js";
import { stackSelect, stackToSpectra } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";
import type { BasisSet } from "../../lib/spin/index.js";

/** Sums whose truth is asked for. */
export const SUMS: Record<string, string[]> = {
  tNAA: ["NAA", "NAAG"],
  tCr: ["Cr", "PCr"],
  tCho: ["GPC", "PCh"],
  mI: ["mI"],
  Glx: ["Glu", "Gln"],
  Glu: ["Glu"],
};

/** Beside the subject: what a scan adds is in its transients only, not in its noise-free FID. */
export const EVERYTHING: readonly CohortEffect[] = [];
/** What the fit has no terms for: without it the truth is of its own kind, with lines as narrow as T2 lets them be. */
export const BESIDE_THE_MODEL: readonly CohortEffect[] = ["waterSuppression", "lineshape"];

/** Subjects of the embedded cohort with what they share. */
export function subjects(
  preset: "press-te35" | "default",
  sites: number,
  each: number,
  without: readonly CohortEffect[],
): { shared: CohortBasis; cohort: CohortSubject[] } {
  const transients = preset === "press-te35" ? 1 : 2;
  const config = {
    ...cohortConfig(preset, 3),
    sites,
    subjectsPerSite: each,
    transients,
    without: [...without],
  };
  return { shared: cohortBasis(config.sequence), cohort: cohortSimulate(config) };
}

/** One noise-free condition of a subject with white noise of `sd` on each sample. */
export function noisy(clean: FidStack, row: number, sd: number, random: RandomSource): FidStack {
  const one = stackSelect(clean, [row]);
  const add = (samples: Float32Array): Float32Array => samples.map((value) => value + sd * random.normal());
  return { ...one, re: add(one.re), im: add(one.im) };
}

/** A Gaussian line of unit area as a FID; its full width at half maximum in ppm. */
export function gaussianLine(like: FidStack, ppm: number, width: number): FidStack {
  const { dwellTime, spectrometerFrequency, referencePpm, shape } = like;
  const re = new Float32Array(shape[1]);
  const im = new Float32Array(shape[1]);
  const turn = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * dwellTime;
  const fall = (Math.PI * width * spectrometerFrequency * dwellTime) ** 2 / (4 * Math.LN2);
  for (let t = 0; t < re.length; t++) {
    re[t] = Math.exp(-fall * t * t) * Math.cos(turn * t);
    im[t] = Math.exp(-fall * t * t) * Math.sin(turn * t);
  }
  return { ...like, re, im };
}

/** The sum of a FID and another one `times`. */
export function added(stack: FidStack, more: FidStack, times: number): FidStack {
  const { re, im } = stack;
  return {
    ...stack,
    re: re.map((value, k) => value + times * more.re[k]),
    im: im.map((value, k) => value + times * more.im[k]),
  };
}

/** Highest point of the magnitude spectrum. */
export function highest(stack: FidStack): number {
  const { re, im } = stackToSpectra(stack);
  return re.reduce((most, value, k) => Math.max(most, Math.hypot(value, im[k])), 0);
}

/** What of a metabolite's concentration is seen: T1 and T2 of the subject's tissue. */
export function seen(shared: CohortBasis, subject: CohortSubject, name: string): number {
  const { greyMatter, csf } = subject.truth.tissue;
  const grey = greyMatter / (1 - csf);
  const { t1, t2 } = shared.tissue[name];
  const mix = ([a, b]: [number, number]): number => grey * a + (1 - grey) * b;
  const { echoTime, repetitionTime } = shared.sequence;
  const weight = Math.exp(-echoTime / mix(t2)) * (1 - Math.exp(-repetitionTime / mix(t1)));
  return subject.truth.concentrations[name] * weight;
}

export function fitted(fit: FitResult, names: string[]): number {
  return fitSum(fit, names)!.amplitude;
}

/** mM in a brain, for the stand-in of the ISMRM challenge, whose spectra have no known truth. */
const TYPICAL: Record<string, number> = {
  ...{
    Ala: 0.5,
    Asc: 1,
    Asp: 2,
    Cr: 4.5,
    GABA: 1.5,
    GPC: 1,
    GSH: 1.8,
    Glc: 1,
    Gln: 3,
    Glu: 9,
    Gly: 0.7,
    mI: 6,
  },
  ...{ Lac: 0.8, NAA: 11, NAAG: 1.3, PCh: 0.6, PCr: 3.8, PE: 1.5, Tau: 1.5, sI: 0.3, MMexp: 10 },
};

/**
 * A spectrum of the challenge's own basis with a known truth: concentrations within 30 % of a brain's, Voigt lines 2 to 5
 * and 2 to 5 Hz wide, 3 Hz and .2 rad to find, white noise, no baseline: what a fit can at best be expected to do.
 *
 * @param ratio - highest point of the spectrum over the noise's SD.
 */
export function standIn(
  basis: BasisSet,
  ratio: number,
  random: RandomSource,
): { stack: FidStack; truth: Record<string, number> } {
  const { names, re, im, header } = basis;
  const [, points] = basis.shape;
  const between = (low: number, high: number): number => low + (high - low) * random.uniform();
  const truth = Object.fromEntries(names.map((name) => [name, TYPICAL[name] * between(0.7, 1.3)]));
  const [lorentzian, gaussian, shift, phase] = [
    between(2, 5),
    between(2, 5),
    between(-3, 3),
    between(-0.2, 0.2),
  ];
  const x = new Float32Array(points);
  const y = new Float32Array(points);
  for (let t = 0; t < points; t++) {
    const time = t * header.dwellTime;
    const size = Math.exp(-Math.PI * lorentzian * time - (Math.PI * gaussian * time) ** 2 / (4 * Math.LN2));
    const [c, s] = [Math.cos, Math.sin].map((of) => size * of(2 * Math.PI * shift * time + phase));
    names.forEach((name, row) => {
      const [a, b] = [re[row * points + t], im[row * points + t]];
      x[t] += truth[name] * (a * c - b * s);
      y[t] += truth[name] * (a * s + b * c);
    });
  }
  const clean: FidStack = { ...header, nucleus: "1H", history: [], re: x, im: y, shape: [1, points] };
  return { stack: noisy(clean, 0, highest(clean) / ratio / Math.sqrt(points), random), truth };
}
