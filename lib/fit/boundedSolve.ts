import { choleskyBackward, choleskyFactor, choleskyForward } from "./choleskyFactor.js";

/** Scratch of `boundedSolve`, made once. */
export interface BoundedScratch {
  matrix: Float64Array;
  side: Float64Array;
  index: Int32Array;
  wrong: Int8Array;
}

export function boundedScratch(n: number): BoundedScratch {
  return {
    matrix: new Float64Array(n * n),
    side: new Float64Array(n),
    index: new Int32Array(n),
    wrong: new Int8Array(n),
  };
}

/**
 * min x^T H x / 2 - h^T x with low <= x <= high by block principal pivoting (Portugal, Judice, Vicente, Math Comput
 * 1994), which starts from the last solution's places: within a fit they are nearly always right, and one solve does.
 *
 * @param H - n x n, both triangles.
 * @param x - written.
 * @param place - 0 for a free x, -1 and 1 for one held at its low and high limit; read as the start, written as found.
 */
export function boundedSolve(
  H: Float64Array,
  h: Float64Array,
  n: number,
  x: Float64Array,
  low: Float64Array,
  high: Float64Array,
  place: Int8Array,
  { matrix, side, index, wrong }: BoundedScratch,
): void {
  let fewest = n + 1;
  let patience = 3;
  for (let round = 0; round < 10 * n; round++) {
    let count = 0;
    for (let i = 0; i < n; i++) {
      if (place[i] === 0) index[count++] = i;
      else x[i] = place[i] < 0 ? low[i] : high[i];
    }
    for (let a = 0; a < count; a++) {
      const row = index[a] * n;
      for (let b = 0; b <= a; b++) matrix[a * n + b] = H[row + index[b]];
      side[a] = h[index[a]];
      for (let j = 0; j < n; j++) if (place[j] !== 0) side[a] -= H[row + j] * x[j];
    }
    choleskyFactor(matrix, count, n);
    choleskyForward(matrix, count, side, n);
    choleskyBackward(matrix, count, side, n);
    for (let a = 0; a < count; a++) x[index[a]] = side[a];
    // Where an x on the wrong side belongs: free and beyond a limit, or held at one that it wants to leave.
    let wrongs = 0;
    let last = -1;
    for (let i = 0; i < n; i++) {
      let belongs = place[i];
      if (belongs === 0) belongs = x[i] < low[i] ? -1 : x[i] > high[i] ? 1 : 0;
      else {
        let pull = h[i];
        for (let j = 0; j < n; j++) pull -= H[i * n + j] * x[j];
        if (-belongs * pull > 1e-12 * (Math.abs(h[i]) + Number.MIN_VALUE)) belongs = 0;
      }
      wrong[i] = belongs;
      if (belongs === place[i]) continue;
      wrongs++;
      last = i;
    }
    if (wrongs === 0) return;
    // All change sides at once while that helps; one by one is slower but cannot go round in circles.
    if (wrongs < fewest) {
      fewest = wrongs;
      patience = 3;
    } else patience--;
    if (patience >= 0) place.set(n === wrong.length ? wrong : wrong.subarray(0, n));
    else place[last] = wrong[last];
  }
  for (let i = 0; i < n; i++) x[i] = Math.min(high[i], Math.max(low[i], x[i]));
}
