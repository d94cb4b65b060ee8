import type { CohortBasis } from "./cohortBasis.js";
import type { ComplexCourse } from "./complexCourse.js";
import type { SubjectTruth } from "./subjectTruth.js";

/** Protons of a molecule of water. */
const PROTONS = 2;

/**
 * Unsuppressed water of a voxel at a sequence's TE and TR, per compartment (grey matter, white matter, CSF).
 *
 * @returns signal at t = 0 in proton mM, and Lorentzian width in Hz.
 */
export function waterSignal(
  { water, sequence }: CohortBasis,
  tissue: SubjectTruth["tissue"],
): SubjectTruth["waterReference"] {
  const fractions = [tissue.greyMatter, tissue.whiteMatter, tissue.csf];
  const { echoTime, repetitionTime } = sequence;
  const isPhantom = fractions.every((fraction) => fraction === 0);
  return (isPhantom ? [1] : fractions).map((fraction, k) => {
    const { concentration, t1, t2, width: extra = 0 } = water;
    const relaxed = Math.exp(-echoTime / t2[k]) * (1 - Math.exp(-repetitionTime / t1[k]));
    const signal = PROTONS * fraction * concentration[k] * relaxed;
    return { signal, width: 1 / (Math.PI * t2[k]) + extra };
  });
}

/**
 * The FID of unsuppressed water.
 *
 * @param factor - line shape and eddy currents, as the metabolites have them.
 * @param frequency - Hz from the centre.
 * @param phase - rad
 */
export function waterReferenceFid(
  signals: SubjectTruth["waterReference"],
  factor: ComplexCourse,
  dwellTime: number,
  frequency: number,
  phase: number,
): { re: Float32Array; im: Float32Array } {
  const points = factor.re.length;
  const re = new Float32Array(points);
  const im = new Float32Array(points);
  for (let t = 0; t < points; t++) {
    const time = t * dwellTime;
    let size = 0;
    for (const { signal, width } of signals) size += signal * Math.exp(-Math.PI * width * time);
    const angle = phase + 2 * Math.PI * frequency * time;
    const [c, s] = [size * Math.cos(angle), size * Math.sin(angle)];
    re[t] = factor.re[t] * c - factor.im[t] * s;
    im[t] = factor.re[t] * s + factor.im[t] * c;
  }
  return { re, im };
}
