import { EDIT_OFF, EDIT_ON, fidStack } from "../signal/index.js";
import type { FidStack, RandomSource } from "../signal/index.js";
import { COHORT_REFERENCE_PPM } from "./cohortBasis.js";
import type { CohortBasis } from "./cohortBasis.js";
import type { CohortEffect } from "./cohortEffects.js";
import type { CohortSettings } from "./cohortSettings.js";
import { lineshapeFactor } from "./lineshapeFactor.js";
import { lipidsAdd } from "./lipidsAdd.js";
import type { LipidTruth } from "./lipidsAdd.js";
import { macromoleculesAdd } from "./macromoleculesAdd.js";
import type { SubjectAnatomy } from "./subjectAnatomy.js";
import { suppressionApply } from "./suppressionApply.js";

/** Noise-free FIDs of a subject, one a condition, and what they were made from. */
export interface SubjectClean {
  fids: FidStack;
  /** Hz, per metabolite. */
  lorentzianWidths: Record<string, number>;
  macromolecules: Record<string, number>;
  lipids?: LipidTruth;
}

/**
 * The noise-free scan of a subject: metabolites with their relaxation, macromolecules and lipids, in the voxel's
 * line shape, and what water suppression leaves of them.
 *
 * @param line - Hz; widths of the B0 distribution.
 * @param random - the subject's; each effect takes its own stream.
 */
export function subjectClean(
  anatomy: SubjectAnatomy,
  shared: CohortBasis,
  settings: CohortSettings,
  line: { gaussianWidth: number; skew: number },
  effects: ReadonlySet<CohortEffect>,
  random: RandomSource,
): SubjectClean {
  const { concentrations, typical, t1, t2 } = anatomy;
  const { echoTime, repetitionTime } = shared.sequence;
  const { names, shape } = shared.basis[0];
  const [, points] = shape;
  const { dwellTime, spectrometerFrequency } = shared.vendor;
  const sampling = { dwellTime, spectrometerFrequency, referencePpm: COHORT_REFERENCE_PPM };
  const relaxes = effects.has("relaxation");
  const relaxed = (name: string): number =>
    relaxes ? Math.exp(-echoTime / t2[name]) * (1 - Math.exp(-repetitionTime / t1[name])) : 1;
  const lorentzianWidths = Object.fromEntries(
    names.map((name) => [name, relaxes ? 1 / (Math.PI * t2[name]) : 0]),
  );
  const conditions = shared.basis.map((basis) => {
    const re = new Float64Array(points);
    const im = new Float64Array(points);
    names.forEach((name, row) => {
      const decay = Math.exp(-Math.PI * lorentzianWidths[name] * dwellTime);
      let damping = concentrations[name] * relaxed(name);
      for (let t = 0, k = row * points; t < points; t++, k++) {
        re[t] += damping * basis.re[k];
        im[t] += damping * basis.im[k];
        damping *= decay;
      }
    });
    return { condition: basis.condition, re, im };
  });
  const tCr = concentrations.Cr + (concentrations.PCr ?? 0);
  const elapsed = relaxes ? echoTime : 0;
  let macromolecules: SubjectClean["macromolecules"] = {};
  if (effects.has("macromolecules")) {
    // The two protons of GABA at 3.0 ppm are in phase in ON and cancel in OFF at TE 68.
    const gaba = 2 * typical.GABA * relaxed("GABA");
    const own = random.fork("macromolecules");
    const { scale } = settings.effects.macromolecules;
    macromolecules = macromoleculesAdd(conditions, sampling, elapsed, tCr, gaba, own, scale);
  }
  const lipids = effects.has("lipids")
    ? lipidsAdd(conditions, sampling, elapsed, tCr, random.fork("lipids"))
    : undefined;
  const shapeOf = lineshapeFactor(points, dwellTime, line.gaussianWidth, line.skew);
  conditions.forEach(({ re, im }) => {
    for (let t = 0; t < points; t++) {
      const x = re[t];
      re[t] = x * shapeOf.re[t] - im[t] * shapeOf.im[t];
      im[t] = x * shapeOf.im[t] + im[t] * shapeOf.re[t];
    }
  });
  if (effects.has("waterSuppression")) {
    const water = COHORT_REFERENCE_PPM + settings.waterPpm;
    for (const target of conditions)
      suppressionApply(target, sampling, water, settings.effects.waterSuppression);
  }
  const re = new Float32Array(conditions.length * points);
  const im = new Float32Array(conditions.length * points);
  conditions.forEach((target, c) => {
    re.set(target.re, c * points);
    im.set(target.im, c * points);
  });
  const fids = fidStack({
    ...sampling,
    echoTime,
    repetitionTime,
    nucleus: "1H",
    re,
    im,
    shape: [conditions.length, points],
    labels: conditions.length === 2 ? Uint8Array.of(EDIT_OFF, EDIT_ON) : undefined,
    history: [`simulate: ${shared.sequence.name}, noise-free`],
  });
  return { fids, lorentzianWidths, macromolecules, lipids };
}
