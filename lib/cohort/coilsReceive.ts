import type { FidStack, RandomSource } from "../signal/index.js";
import type { CohortSettings } from "./cohortSettings.js";

/** Receiver coils: complex sensitivities, and the correlation of the noise of neighbours (rho^|a - b| for coils a, b). */
export interface CoilTruth {
  re: number[];
  im: number[];
  correlation: number;
  /** SD of each sample's real and imaginary part in every coil. */
  noiseSd: number;
}

/**
 * Draws coils. Their noise is such that, combined by sensitivity, a scan has the noise of `noiseSd` relative to the
 * signal, were the coils' noise independent.
 */
export function coilsDraw(
  { logSd, correlation }: CohortSettings["coils"],
  count: number,
  noiseSd: number,
  random: RandomSource,
): CoilTruth {
  const re: number[] = [];
  const im: number[] = [];
  let power = 0;
  for (let c = 0; c < count; c++) {
    const size = Math.exp(logSd * random.normal());
    const angle = 2 * Math.PI * random.uniform();
    re.push(size * Math.cos(angle));
    im.push(size * Math.sin(angle));
    power += size * size;
  }
  return { re, im, correlation, noiseSd: noiseSd * Math.sqrt(power) };
}

/** What coils receive of noiseless transients: coils x transients, DIM_COIL slowest, each with its own noise. */
export function coilsReceive(stack: FidStack, coils: CoilTruth, random: RandomSource): FidStack {
  const { re, im, shape, labels, dimensions = [{ tag: "DIM_DYN", size: shape[0] }] } = stack;
  const count = coils.re.length;
  const size = re.length;
  const allRe = new Float32Array(count * size);
  const allIm = new Float32Array(count * size);
  const rest = Math.sqrt(1 - coils.correlation ** 2);
  for (let k = 0; k < size; k++) {
    // An AR(1) over the coils has the correlation rho^|a - b|.
    let x = 0;
    let y = 0;
    for (let c = 0; c < count; c++) {
      const [own, from] = c === 0 ? [1, 0] : [rest, coils.correlation];
      x = from * x + own * random.normal();
      y = from * y + own * random.normal();
      allRe[c * size + k] = coils.re[c] * re[k] - coils.im[c] * im[k] + coils.noiseSd * x;
      allIm[c * size + k] = coils.re[c] * im[k] + coils.im[c] * re[k] + coils.noiseSd * y;
    }
  }
  return {
    ...stack,
    re: allRe,
    im: allIm,
    shape: [count * shape[0], shape[1]],
    labels: labels && Uint8Array.from({ length: count * shape[0] }, (_, i) => labels[i % shape[0]]),
    dimensions: [{ tag: "DIM_COIL", size: count }, ...dimensions],
    history: [...stack.history, `simulate: ${count} coils`],
  };
}
