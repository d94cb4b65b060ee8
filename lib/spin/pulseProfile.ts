import type { EditPulse } from "./editPulse.js";
import { pulseSteps } from "./pulseSteps.js";
import { rotationThroughSteps } from "./rotationThroughSteps.js";

/** What an editing pulse does to uncoupled spins at rest along z. */
export interface PulseProfile {
  /** Hz from the pulse's frequency (from the middle of two bands). */
  offset: Float64Array;
  /** 1 untouched, -1 inverted. */
  mz: Float64Array;
  /** Transverse magnetisation left behind, of 1. */
  mxy: Float64Array;
}

export interface PulseProfileOptions {
  /** Hz either side. @default 150 */
  range?: number;
  /** Offsets from -range to range. @default 301 */
  points?: number;
  /** Hz between the two bands of a dual-band pulse. @default 0 */
  bandDistance?: number;
}

/**
 * The inversion profile of an editing pulse by Bloch simulation. Of a transverse magnetisation at the
 * same offset (1 + Mz) / 2 comes through the pulse and its gradients.
 */
export function pulseProfile(pulse: EditPulse, options: PulseProfileOptions = {}): PulseProfile {
  const { range = 150, points = 301, bandDistance = 0 } = options;
  const offset = Float64Array.from({ length: points }, (_, n) => (2 * range * n) / (points - 1) - range);
  if (pulse.shape === "ideal") {
    const near = (hz: number): boolean => Math.abs(Math.abs(hz) - bandDistance / 2) <= pulse.bandwidth / 2;
    return { offset, mz: offset.map((hz) => (near(hz) ? -1 : 1)), mxy: new Float64Array(points) };
  }
  const steps = pulseSteps(pulse, bandDistance);
  const turned = Array.from(offset, (hz) => rotationThroughSteps(steps, 2 * Math.PI * hz));
  return {
    offset,
    mz: Float64Array.from(turned, ({ mz }) => mz),
    mxy: Float64Array.from(turned, ({ mx, my }) => Math.hypot(mx, my)),
  };
}
