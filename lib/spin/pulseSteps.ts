import { InputError } from "../signal/index.js";
import type { EditPulse } from "./editPulse.js";
import { rotationThroughSteps } from "./rotationThroughSteps.js";

type ShapedPulse = Extract<EditPulse, { shape: "sincGauss" }>;

/** A pulse as steps of constant strength, in the frame that turns with its carrier. */
export interface PulseSteps {
  /** s, of one step. */
  step: number;
  /** rad/s about x, one a step, the same forwards and backwards. */
  strength: Float64Array;
}

/** Steps that propagate a 20 ms pulse at 3 T to 1e-6 (a test holds that). Two bands beat, and need more. */
const STEPS = { oneBand: 128, twoBands: 256 };

/**
 * An editing pulse in steps: strength(t) = sinc(s t) exp(-(t / T)^2 ln(1 / gaussianEnd)), T half the
 * duration, scaled to 180 degrees on resonance; s follows from the bandwidth. With two bands (their
 * distance in Hz) it is the sum of two such pulses about their middle.
 *
 * The strengths are not samples: those of two neighbouring steps are the combinations of the two
 * Gauss points of their interval that make the product of the two exponentials exact to 4th order (the
 * commutator-free Magnus integrator; Blanes and Moan, Appl Numer Math 2006).
 *
 * @param bandDistance - Hz between the bands; 0 for one band.
 * @throws InputError when no sinc under this Gaussian has the bandwidth.
 */
export function pulseSteps(
  pulse: ShapedPulse,
  bandDistance = 0,
  steps = bandDistance === 0 ? STEPS.oneBand : STEPS.twoBands,
): PulseSteps {
  const scale = sincScale(pulse, steps);
  return sampled(pulse, scale, steps, bandDistance);
}

const scales = new Map<string, number>();

/** s of sinc(s t) in Hz for the pulse's bandwidth: the inversion's half width grows with it. */
function sincScale(pulse: ShapedPulse, steps: number): number {
  const key = JSON.stringify([pulse, steps]);
  const known = scales.get(key);
  if (known !== undefined) return known;
  const inverted = (scale: number): boolean =>
    rotationThroughSteps(sampled(pulse, scale, steps, 0), Math.PI * pulse.bandwidth).mz < 0;
  let [low, high] = [0, 8 / pulse.duration];
  if (inverted(low) || !inverted(high)) {
    const width = `a width that a sinc-Gaussian of ${pulse.duration} s with gaussianEnd ${pulse.gaussianEnd} can have`;
    throw new InputError({ key: "pulse.bandwidth", value: pulse.bandwidth, expected: width });
  }
  for (let n = 0; n < 50; n++) {
    const middle = (low + high) / 2;
    if (inverted(middle)) high = middle;
    else low = middle;
  }
  scales.set(key, low);
  return low;
}

function sampled(pulse: ShapedPulse, scale: number, steps: number, bandDistance: number): PulseSteps {
  const { duration, gaussianEnd } = pulse;
  const shape = (time: number): number => {
    const x = Math.PI * scale * time;
    const sinc = Math.abs(x) < 1e-9 ? 1 : Math.sin(x) / x;
    return sinc * gaussianEnd ** (((2 * time) / duration) ** 2);
  };
  const step = duration / steps;
  const plain = new Float64Array(steps);
  const strength = new Float64Array(steps);
  const gauss = Math.sqrt(3) / 3;
  const [near, far] = [0.5 + gauss, 0.5 - gauss];
  for (let n = 0; n < steps; n += 2) {
    const middle = (n + 1) * step - duration / 2;
    const [first, second] = [middle - gauss * step, middle + gauss * step];
    const [p, q] = [shape(first), shape(second)];
    const [pBands, qBands] = [p * bands(first, bandDistance), q * bands(second, bandDistance)];
    [plain[n], plain[n + 1]] = [near * p + far * q, far * p + near * q];
    [strength[n], strength[n + 1]] = [near * pBands + far * qBands, far * pBands + near * qBands];
  }
  const angle = plain.reduce((sum, value) => sum + value * step, 0);
  return { step, strength: strength.map((value) => (value * Math.PI) / angle) };
}

function bands(time: number, distance: number): number {
  return distance === 0 ? 1 : 2 * Math.cos(Math.PI * distance * time);
}
