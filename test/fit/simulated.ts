import { cohortBasis, cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import type { CohortBasis, CohortEffect, CohortSubject } from "../../lib/cohort/index.js";
import { fitSum } from "../../lib/fit/index.js";
import type { FitResult } from "../../lib/fit/index.js";
import { stackSelect } from "../../lib/signal/index.js";
import type { FidStack, RandomSource } from "../../lib/signal/index.js";

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
