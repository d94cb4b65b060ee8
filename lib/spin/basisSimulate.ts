import type { Progress } from "../signal/index.js";
import type { BasisSet } from "./basisSet.js";
import type { PulseSequence } from "./pulseSequence.js";
import type { SpinSystem } from "./spinSystem.js";
import { spinTransitions } from "./spinTransitions.js";

export interface BasisAcquisition {
  /** Samples a FID. @default 2048 */
  points?: number;
  /** s. @default 1 / 2000 */
  dwellTime?: number;
  /** MHz. @default 127.75 */
  spectrometerFrequency?: number;
  /** ppm at 0 Hz. @default 4.68 */
  referencePpm?: number;
}

export interface BasisSimulateOptions extends BasisAcquisition {
  /** Told after each metabolite of each condition. */
  progress?: Progress;
}

/** Defaults of `basisSimulate`: Philips 3 T as in Big GABA, water at body temperature on resonance. */
export const BASIS_DEFAULTS: Required<BasisAcquisition> = {
  points: 2048,
  dwellTime: 1 / 2000,
  spectrometerFrequency: 127.75,
  referencePpm: 4.68,
};

/** The basis set of a sequence, one `BasisSet` a condition, by density-matrix simulation. */
export function basisSimulate(
  systems: readonly SpinSystem[],
  sequence: PulseSequence,
  options: BasisSimulateOptions = {},
): BasisSet[] {
  const { progress, ...acquisition } = options;
  const settings = { ...BASIS_DEFAULTS, ...acquisition };
  const { points, dwellTime, spectrometerFrequency, referencePpm } = settings;
  const conditions = Object.entries(sequence.conditions);
  return conditions.map(([condition, events], done) => {
    const re = new Float64Array(systems.length * points);
    const im = new Float64Array(systems.length * points);
    systems.forEach((system, row) => {
      for (const part of system.parts) {
        const lines = spinTransitions(part, events, settings);
        for (let line = 0; line < lines.frequency.length; line++) {
          // exp(i w t) by repeated turning: one product a sample instead of a sine and a cosine
          const angle = 2 * Math.PI * lines.frequency[line] * dwellTime;
          const [c, s] = [Math.cos(angle), Math.sin(angle)];
          let [x, y] = [lines.re[line], lines.im[line]];
          for (let k = row * points; k < (row + 1) * points; k++) {
            re[k] += x;
            im[k] += y;
            [x, y] = [x * c - y * s, x * s + y * c];
          }
        }
      }
      const note = `${system.name} ${condition}`;
      progress?.(done * systems.length + row + 1, conditions.length * systems.length, note);
    });
    return {
      names: systems.map(({ name }) => name),
      re,
      im,
      shape: [systems.length, points],
      condition,
      header: { dwellTime, spectrometerFrequency, referencePpm, echoTime: sequence.echoTime },
    };
  });
}
