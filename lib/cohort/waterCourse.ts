import type { RandomSource } from "../signal/index.js";
import type { SubjectTruth } from "./subjectTruth.js";

/**
 * Residual water of a scan: components around 4.7 ppm with a random phase and damping each for the scan, and a
 * complex amplitude that changes from transient to transient.
 *
 * @param spread - ppm and relative amplitude of each component, limits of the damping in Hz.
 * @param total - sum of the amplitudes, in the unit of the metabolites (proton mM).
 * @param change - SD of the change of each component between transients, of its own amplitude.
 */
export function waterCourse(
  spread: { ppm: number[]; amplitude: number[]; damping: [number, number] },
  total: number,
  change: number,
  count: number,
  random: RandomSource,
): SubjectTruth["water"] {
  const sum = spread.amplitude.reduce((a, b) => a + b, 0);
  const [low, high] = spread.damping;
  return spread.ppm.map((ppm, k) => {
    const amplitude = (total * spread.amplitude[k]) / sum;
    const phase = 2 * Math.PI * random.uniform();
    const damping = low + (high - low) * random.uniform();
    const moved = (mean: number): number[] =>
      Array.from({ length: count }, () => mean + amplitude * change * random.normal());
    return {
      ppm,
      damping,
      re: moved(amplitude * Math.cos(phase)),
      im: moved(amplitude * Math.sin(phase)),
    };
  });
}
