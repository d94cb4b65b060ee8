import { choleskyBackward, choleskyFactor, choleskyForward } from "./choleskyFactor.js";

/** Scratch of `nonNegativeSolve`, made once. */
export interface NonNegativeScratch {
  matrix: Float64Array;
  side: Float64Array;
  index: Int32Array;
  wrong: Uint8Array;
}

export function nonNegativeScratch(n: number): NonNegativeScratch {
  return {
    matrix: new Float64Array(n * n),
    side: new Float64Array(n),
    index: new Int32Array(n),
    wrong: new Uint8Array(n),
  };
}

/**
 * min x^T H x / 2 - h^T x with x >= 0 by block principal pivoting (Portugal, Judice, Vicente, Math Comput 1994), which
 * starts from the last solution's support: within a fit that is nearly always the right one, and one solve does.
 *
 * @param x - written.
 * @param passive - which x are free; read as the start, written as found.
 */
export function nonNegativeSolve(
  H: Float64Array,
  h: Float64Array,
  n: number,
  x: Float64Array,
  passive: Uint8Array,
  { matrix, side, index, wrong }: NonNegativeScratch,
): void {
  let fewest = n + 1;
  let patience = 3;
  for (let round = 0; round < 10 * n; round++) {
    let count = 0;
    for (let i = 0; i < n; i++) if (passive[i]) index[count++] = i;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j <= i; j++) matrix[i * n + j] = H[index[i] * n + index[j]];
      side[i] = h[index[i]];
    }
    choleskyFactor(matrix, count, n);
    choleskyForward(matrix, count, side, n);
    choleskyBackward(matrix, count, side, n);
    x.fill(0);
    for (let i = 0; i < count; i++) x[index[i]] = side[i];
    // On the wrong side: free and negative, or held at 0 though it wants to grow.
    let wrongs = 0;
    let last = -1;
    for (let i = 0; i < n; i++) {
      if (passive[i]) wrong[i] = x[i] < 0 ? 1 : 0;
      else {
        let pull = h[i];
        for (let k = 0; k < count; k++) pull -= H[i * n + index[k]] * side[k];
        wrong[i] = pull > 1e-12 * (Math.abs(h[i]) + Number.MIN_VALUE) ? 1 : 0;
      }
      if (wrong[i]) {
        wrongs++;
        last = i;
      }
    }
    if (wrongs === 0) return;
    // All change sides at once while that helps; one by one is slower but cannot go round in circles.
    if (wrongs < fewest) {
      fewest = wrongs;
      patience = 3;
    } else patience--;
    if (patience >= 0) {
      for (let i = 0; i < n; i++) passive[i] ^= wrong[i];
    } else passive[last] ^= 1;
  }
  for (let i = 0; i < n; i++) if (x[i] < 0) x[i] = 0;
}
