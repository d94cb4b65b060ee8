import type { SpinPart } from "./spinSystem.js";

/**
 * A part's Hamiltonian in the product basis, rad/s: real, symmetric and nearly empty. Bit k of a basis
 * state is proton k, 0 = up.
 */
export interface SpinHamiltonian {
  /** 2 ^ protons. */
  size: number;
  /** Chemical shifts and the z parts of the couplings. */
  diagonal: Float64Array;
  /** The flip-flop parts of the couplings: H[a[n]][b[n]] = H[b[n]][a[n]] = value[n]. */
  flips: { a: Uint32Array; b: Uint32Array; value: Float64Array };
  /** Magnetic quantum number of each state, Fz. */
  fz: Float64Array;
}

/**
 * H = sum 2 pi nu Iz + sum 2 pi J I.I, with full (strong) couplings between protons.
 *
 * @param ppm - at 0 Hz.
 * @param spectrometerFrequency - MHz.
 */
export function spinHamiltonian(
  part: Pick<SpinPart, "shifts" | "couplings">,
  ppm: number,
  spectrometerFrequency: number,
): SpinHamiltonian {
  const spins = part.shifts.length;
  const size = 2 ** spins;
  const iz = (state: number, spin: number): number => (state & (1 << spin) ? -0.5 : 0.5);
  const diagonal = new Float64Array(size);
  const fz = new Float64Array(size);
  const flips: [number, number, number][] = [];
  for (let state = 0; state < size; state++) {
    let hz = 0;
    part.shifts.forEach((shift, k) => {
      hz += (shift - ppm) * spectrometerFrequency * iz(state, k);
      fz[state] += iz(state, k);
    });
    for (const [j, k, coupling] of part.couplings) {
      hz += coupling * iz(state, j) * iz(state, k);
      const other = state ^ (1 << j) ^ (1 << k);
      if (iz(state, j) !== iz(state, k) && state < other) flips.push([state, other, Math.PI * coupling]);
    }
    diagonal[state] = 2 * Math.PI * hz;
  }
  return {
    size,
    diagonal,
    flips: {
      a: Uint32Array.from(flips, ([a]) => a),
      b: Uint32Array.from(flips, ([, b]) => b),
      value: Float64Array.from(flips, ([, , value]) => value),
    },
    fz,
  };
}
