import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { complexMatrix } from "./complexMatrix.js";
import type { ComplexMatrix } from "./complexMatrix.js";
import type { SpinHamiltonian } from "./spinHamiltonian.js";

/** Eigenvectors and eigenvalues of a Hamiltonian, each of one magnetic quantum number. */
export interface HamiltonianEigen {
  /** Column k is eigenvector k in the product basis; real. */
  vectors: ComplexMatrix;
  /** rad/s. */
  energies: Float64Array;
}

/**
 * Eigendecomposition block by block: H commutes with Fz. Besides being faster than that of the whole,
 * it leaves states of equal energy and different Fz unmixed, so that coherence orders stay apart.
 * Eigenvector k has the magnetic quantum number of basis state k.
 */
export function hamiltonianEigen({ size, diagonal, flips, fz }: SpinHamiltonian): HamiltonianEigen {
  const vectors = complexMatrix(size);
  const energies = new Float64Array(size);
  for (const quantum of new Set(fz)) {
    const states = [...fz.keys()].filter((state) => fz[state] === quantum);
    const place = new Map(states.map((state, k) => [state, k]));
    const block = Matrix.diag(states.map((state) => diagonal[state]));
    flips.value.forEach((value, n) => {
      const [i, k] = [place.get(flips.a[n]), place.get(flips.b[n])];
      if (i === undefined || k === undefined) return;
      block.set(i, k, block.get(i, k) + value);
      block.set(k, i, block.get(k, i) + value);
    });
    const eigen = new EigenvalueDecomposition(block, { assumeSymmetric: true });
    states.forEach((column, k) => {
      energies[column] = eigen.realEigenvalues[k];
      states.forEach((row, i) => (vectors.re[row * size + column] = eigen.eigenvectorMatrix.get(i, k)));
    });
  }
  return { vectors, energies };
}
