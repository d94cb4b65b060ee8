import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import type { PulseEvent } from "./pulseSequence.js";
import type { SpinPart } from "./spinSystem.js";

/** The lines of a part's spectrum: FID(t) = sum amplitude exp(2 pi i frequency t). */
export interface SpinTransitions {
  /** Hz from `referencePpm`. */
  frequency: Float64Array;
  /** Real part of each complex amplitude; all of them sum to the number of protons at TE 0. */
  re: Float64Array;
  im: Float64Array;
}

export interface SpinTransitionsOptions {
  /** MHz. */
  spectrometerFrequency: number;
  /** ppm at 0 Hz. */
  referencePpm: number;
}

/** Amplitudes below this, of a proton's 1, are not kept. */
const NEGLIGIBLE = 1e-7;

/**
 * Density-matrix simulation of one coupled part through a sequence with ideal pulses.
 *
 * The Hamiltonian (shifts and full, strong couplings) is real and symmetric, so that one eigendecomposition
 * serves all delays and the detection. A 180-degree pulse about x flips bits of the product basis: an index
 * change without arithmetic.
 */
export function spinTransitions(
  part: SpinPart,
  events: readonly PulseEvent[],
  options: SpinTransitionsOptions,
): SpinTransitions {
  const spins = part.shifts.length;
  const size = 2 ** spins;
  const { vectors, energies } = hamiltonianEigen(part, options);
  // rho = sum Ix just after the excitation; it is real then.
  let re = Matrix.zeros(size, size);
  let im = Matrix.zeros(size, size);
  for (let a = 0; a < size; a++) for (let k = 0; k < spins; k++) re.set(a, a ^ (1 << k), 0.5);

  for (const event of events) {
    if ("delay" in event) {
      [re, im] = precess(re, im, vectors, energies, event.delay);
    } else {
      const mask = "refocus" in event ? size - 1 : bandMask(part, event.edit);
      const keepsOrder = "edit" in event;
      re = flip(re, mask, keepsOrder);
      im = flip(im, mask, keepsOrder);
    }
  }
  return detect(re, im, vectors, energies, part.protons);
}

/** Eigenvectors (columns) and eigenvalues (rad/s) of H = sum 2 pi nu Iz + sum 2 pi J I.I. Bit k of a basis state is spin k, 0 = up. */
function hamiltonianEigen(
  part: SpinPart,
  { spectrometerFrequency, referencePpm }: SpinTransitionsOptions,
): { vectors: Matrix; energies: number[] } {
  const size = 2 ** part.shifts.length;
  const h = Matrix.zeros(size, size);
  const up = (state: number, spin: number): number => (state & (1 << spin) ? -0.5 : 0.5);
  for (let a = 0; a < size; a++) {
    let diagonal = 0;
    part.shifts.forEach((ppm, k) => {
      diagonal += (ppm - referencePpm) * spectrometerFrequency * up(a, k);
    });
    for (const [j, k, coupling] of part.couplings) {
      diagonal += coupling * up(a, j) * up(a, k);
      if (up(a, j) !== up(a, k)) h.set(a, a ^ (1 << j) ^ (1 << k), Math.PI * coupling);
    }
    h.set(a, a, 2 * Math.PI * diagonal);
  }
  const eigen = new EigenvalueDecomposition(h, { assumeSymmetric: true });
  return { vectors: eigen.eigenvectorMatrix, energies: eigen.realEigenvalues };
}

/** rho -> U rho U+, U = exp(-i H t). */
function precess(re: Matrix, im: Matrix, v: Matrix, energies: number[], time: number): [Matrix, Matrix] {
  const vt = v.transpose();
  const [a, b] = [vt.mmul(re).mmul(v), vt.mmul(im).mmul(v)];
  for (let j = 0; j < energies.length; j++) {
    for (let k = 0; k < energies.length; k++) {
      const angle = (energies[k] - energies[j]) * time;
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const [x, y] = [a.get(j, k), b.get(j, k)];
      a.set(j, k, x * c - y * s);
      b.set(j, k, x * s + y * c);
    }
  }
  return [v.mmul(a).mmul(vt), v.mmul(b).mmul(vt)];
}

/** A 180-degree pulse on the spins in `mask`; with `keepsOrder`, gradients pass only unchanged coherence orders. */
function flip(rho: Matrix, mask: number, keepsOrder: boolean): Matrix {
  const size = rho.rows;
  const flipped = Matrix.zeros(size, size);
  for (let a = 0; a < size; a++) {
    for (let b = 0; b < size; b++) {
      if (keepsOrder && order(a, b) !== order(a ^ mask, b ^ mask)) continue;
      flipped.set(a, b, rho.get(a ^ mask, b ^ mask));
    }
  }
  return flipped;
}

/** Coherence order of |a><b|. */
function order(a: number, b: number): number {
  return bits(b) - bits(a);
}

function bits(state: number): number {
  let count = 0;
  for (let rest = state; rest > 0; rest &= rest - 1) count++;
  return count;
}

function bandMask(part: SpinPart, { ppm, bandwidth }: { ppm: number; bandwidth: number }): number {
  return part.shifts.reduce(
    (mask, shift, k) => (Math.abs(shift - ppm) <= bandwidth / 2 ? mask | (1 << k) : mask),
    0,
  );
}

/** Lines of Tr(rho(t) F+), scaled so that a proton gives 1. */
function detect(re: Matrix, im: Matrix, v: Matrix, energies: number[], protons: number): SpinTransitions {
  const size = energies.length;
  const spins = Math.log2(size);
  const raise = Matrix.zeros(size, size);
  for (let b = 0; b < size; b++) {
    for (let k = 0; k < spins; k++) if (b & (1 << k)) raise.set(b ^ (1 << k), b, 1);
  }
  const vt = v.transpose();
  const [a, b, f] = [re, im, raise].map((matrix) => vt.mmul(matrix).mmul(v));
  const scale = (4 / size) * protons;
  const lines: [number, number, number][] = [];
  for (let j = 0; j < size; j++) {
    for (let k = 0; k < size; k++) {
      const weight = f.get(k, j) * scale;
      const [x, y] = [a.get(j, k) * weight, b.get(j, k) * weight];
      if (x * x + y * y > NEGLIGIBLE ** 2) lines.push([(energies[k] - energies[j]) / (2 * Math.PI), x, y]);
    }
  }
  lines.sort(([p], [q]) => p - q);
  return {
    frequency: Float64Array.from(lines, ([frequency]) => frequency),
    re: Float64Array.from(lines, ([, x]) => x),
    im: Float64Array.from(lines, ([, , y]) => y),
  };
}
