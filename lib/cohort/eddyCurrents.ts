import type { RandomSource } from "../signal/index.js";
import type { ComplexCourse } from "./complexCourse.js";
import type { CohortSettings } from "./cohortSettings.js";

/** A field that decays after the gradients: Hz at the first sample, s. */
export interface EddyCurrent {
  frequency: number;
  time: number;
}

/** Draws the eddy currents of a scan; they are the same in all its transients and in its water reference. */
export function eddyCurrentsDraw(
  { terms }: CohortSettings["effects"]["eddyCurrents"],
  random: RandomSource,
): EddyCurrent[] {
  return terms.map(({ frequency: [mean, sd], timeRange: [low, high] }) => ({
    frequency: mean + sd * random.normal(),
    time: low + (high - low) * random.uniform(),
  }));
}

/** What eddy currents make of a FID (Klose 1990): exp(i phase), the phase being the integral of their frequencies. */
export function eddyCurrentFactor(
  points: number,
  dwellTime: number,
  currents: readonly EddyCurrent[],
): ComplexCourse {
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  for (let t = 0; t < points; t++) {
    let phase = 0;
    for (const { frequency, time } of currents) {
      phase += 2 * Math.PI * frequency * time * (1 - Math.exp((-t * dwellTime) / time));
    }
    re[t] = Math.cos(phase);
    im[t] = Math.sin(phase);
  }
  return { re, im };
}
