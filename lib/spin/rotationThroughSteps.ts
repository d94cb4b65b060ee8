import type { PulseSteps } from "./pulseSteps.js";

/** Where a spin that lay along z is after a pulse, of 1, in the frame that turns with the carrier. */
export interface PulseRotation {
  mx: number;
  my: number;
  /** 1 untouched, -1 inverted. */
  mz: number;
}

/**
 * Bloch simulation of one uncoupled spin without relaxation: each step is an exact turn about its
 * effective field (as a product of unitary 2 x 2 matrices, Cayley-Klein parameters).
 *
 * @param offset - rad/s from the carrier.
 */
export function rotationThroughSteps({ step, strength }: PulseSteps, offset: number): PulseRotation {
  // U = [[a, b], [-b*, a*]]
  let [aRe, aIm, bRe, bIm] = [1, 0, 0, 0];
  for (const w of strength) {
    const field = Math.hypot(w, offset);
    const c = Math.cos((field * step) / 2);
    const s = field === 0 ? 0 : Math.sin((field * step) / 2) / field;
    // this step is [[c - i z, -i x], [-i x, c + i z]]
    const [z, x] = [s * offset, s * w];
    [aRe, aIm, bRe, bIm] = [
      c * aRe + z * aIm + x * bIm,
      c * aIm - z * aRe + x * bRe,
      c * bRe + z * bIm - x * aIm,
      c * bIm - z * bRe - x * aRe,
    ];
  }
  return {
    mx: -2 * (aRe * bRe - aIm * bIm),
    my: 2 * (aRe * bIm + aIm * bRe),
    mz: aRe * aRe + aIm * aIm - bRe * bRe - bIm * bIm,
  };
}
