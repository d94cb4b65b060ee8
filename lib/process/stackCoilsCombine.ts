import { InputError } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** Samples from the start of the water FID that the coils' sensitivities are taken from. */
const SAMPLES = 8;

/**
 * Combines a stack's receiver coils with weights from an unsuppressed water reference of the same coils: the conjugate
 * of each coil's water signal over its noise variance (Roemer 1990; FID-A, op_getcoilcombos). Water is a thousand times
 * stronger than the metabolites, so that weak coils get their true phase too, which `coilsCombine` has to find in the
 * scan itself. The result is in units and phase of the most sensitive coil.
 *
 * @throws InputError when the reference has not the same coils.
 */
export function stackCoilsCombine(stack: FidStack, reference: FidStack): FidStack {
  const scan = layoutOf(stack, "stack");
  const water = layoutOf(reference, "reference");
  const { coils, n } = scan;
  if (water.coils !== coils) {
    const expected = `${coils} coils, as the scan`;
    throw new InputError({ key: "reference.DIM_COIL", value: water.coils, expected });
  }
  const points = stack.shape[1];
  let variance = Float64Array.from({ length: coils }, (_, c) => noiseOf(stack, scan, c));
  if (variance.every((value) => value === 0)) variance = variance.fill(1);
  const power = Float64Array.from(variance, (_, c) => product(reference, water, c, c)[0]);
  const worth = power.map((value, c) => (variance[c] > 0 ? value / variance[c] : 0));
  const best = worth.indexOf(Math.max(...worth));
  // Sensitivities relative to the best coil's, in which a transient's own phase and drift cancel.
  const sensitivity = Array.from(power, (_, c) => {
    const [x, y] = product(reference, water, c, best);
    return [x / power[best], y / power[best]] as const;
  });
  let total = 0;
  sensitivity.forEach(([x, y], c) => {
    if (variance[c] > 0) total += (x * x + y * y) / variance[c];
  });
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  for (let i = 0; i < n; i++) {
    for (let c = 0; c < coils; c++) {
      if (variance[c] === 0) continue;
      const [a, b] = sensitivity[c].map((value) => value / (variance[c] * total));
      for (let t = 0, k = scan.start(i, c), l = i * points; t < points; t++, k++, l++) {
        re[l] += a * stack.re[k] + b * stack.im[k];
        im[l] += a * stack.im[k] - b * stack.re[k];
      }
    }
  }
  const { labels } = stack;
  const dimensions = stack.dimensions?.filter(({ tag }) => tag !== "DIM_COIL") ?? [];
  const line = `coils: ${coils} combined by water reference over noise variance`;
  return {
    ...stack,
    re,
    im,
    shape: [n, points],
    labels: labels && Uint8Array.from({ length: n }, (_, i) => labels[scan.start(i, 0) / points]),
    dimensions: dimensions.length > 0 ? dimensions : undefined,
    history: [...stack.history, line],
  };
}

interface CoilLayout {
  coils: number;
  /** Transients, once the coils are combined. */
  n: number;
  /** Where the FID of a coil for a transient of the result begins. */
  start: (transient: number, coil: number) => number;
}

function layoutOf({ dimensions = [], shape }: FidStack, name: string): CoilLayout {
  const at = dimensions.findIndex(({ tag }) => tag === "DIM_COIL");
  if (at < 0) throw new InputError({ key: `${name}.dimensions`, value: dimensions, expected: "a DIM_COIL" });
  const coils = dimensions[at].size;
  const inner = dimensions.slice(at + 1).reduce((count, { size }) => count * size, 1);
  return {
    coils,
    n: shape[0] / coils,
    start: (i, c) => ((Math.floor(i / inner) * coils + c) * inner + (i % inner)) * shape[1],
  };
}

/** The sum of coil a x conj(coil b) over all transients and the first samples. */
function product({ re, im }: FidStack, { n, start }: CoilLayout, a: number, b: number): [number, number] {
  let [x, y] = [0, 0];
  for (let i = 0; i < n; i++) {
    for (let t = 0, k = start(i, a), l = start(i, b); t < SAMPLES; t++, k++, l++) {
      x += re[k] * re[l] + im[k] * im[l];
      y += im[k] * re[l] - re[k] * im[l];
    }
  }
  return [x, y];
}

/** Noise variance of a coil, from the steps between the samples of the last eighth: signal left there lies near 0 Hz. */
function noiseOf({ re, im, shape: [, points] }: FidStack, { n, start }: CoilLayout, coil: number): number {
  const tail = Math.max(1, Math.floor(points / 8));
  let sum = 0;
  for (let i = 0; i < n; i++) {
    const end = start(i, coil) + points;
    for (let k = end - tail; k < end; k++) sum += (re[k] - re[k - 1]) ** 2 + (im[k] - im[k - 1]) ** 2;
  }
  return sum / (4 * n * tail);
}
