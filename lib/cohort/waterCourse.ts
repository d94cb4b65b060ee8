import type { RandomSource } from "../signal/index.js";
import type { CohortSettings } from "./cohortSettings.js";

/** One component of residual water. Its line has the voxel's shape besides its own damping. */
export interface WaterComponent {
  ppm: number;
  /** Hz of Lorentzian width of its own. */
  damping: number;
  /** Complex amplitude per transient, before the transient's own phase and amplitude; proton mM. */
  re: number[];
  im: number[];
}

/**
 * Residual water of a scan: components around 4.7 ppm with a random phase and damping each for the scan, and a
 * complex amplitude that wanders slowly (AR(1)) and jitters from transient to transient, as suppression does.
 *
 * @param naa - signal of NAA's methyl, in the unit of the amplitudes.
 * @param times - s, of each transient.
 * @param shift - ppm that water stands away from its place in the body.
 * @param isInverted - where the settings have a phase, the strongest component lies so far from upright, or from
 *   inverted as by suppression that is set too strong.
 */
export function waterCourse(
  { components, toNaa, phase: fromReal, slow, jitter }: CohortSettings["effects"]["water"],
  naa: number,
  times: readonly number[],
  shift: number,
  isInverted: boolean,
  random: RandomSource,
): WaterComponent[] {
  const total = naa * toNaa.median * Math.exp(toNaa.logSd * random.normal());
  const strongest = Math.max(...components.map(({ amplitude }) => amplitude));
  const sum = components.reduce((all, { amplitude }) => all + amplitude, 0);
  return components.map(({ ppm, amplitude, dampingRange: [low, high] }, k) => {
    const own = random.fork(`component ${k}`);
    const size = (total * amplitude) / sum;
    let phase = 2 * Math.PI * own.uniform();
    if (fromReal && amplitude === strongest) {
      const angle = fromReal[0] + fromReal[1] * own.normal();
      phase = isInverted ? Math.PI - angle : angle;
    }
    const damping = low + (high - low) * own.uniform();
    const course = (mean: number): number[] => {
      let wander = slow.sd * own.normal();
      return times.map((time, i) => {
        if (i > 0) {
          const memory = Math.exp(-(time - times[i - 1]) / slow.time);
          wander = memory * wander + slow.sd * Math.sqrt(1 - memory * memory) * own.normal();
        }
        return mean + size * (wander + jitter * own.normal());
      });
    };
    const re = course(size * Math.cos(phase));
    return { ppm: ppm + shift, damping, re, im: course(size * Math.sin(phase)) };
  });
}
