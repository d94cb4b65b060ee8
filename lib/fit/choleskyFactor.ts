/**
 * Cholesky factor of a symmetric positive definite matrix, in place in its lower triangle: H = L L^T. A pivot that
 * rounding made non-positive is lifted, so that a direction the data do not tell gets no weight.
 *
 * @param matrix - n x n, row-major; only the lower triangle is read and written.
 * @param stride - of a row. @default n
 * @returns whether every pivot was positive.
 */
export function choleskyFactor(matrix: Float64Array, n: number, stride = n): boolean {
  let sound = true;
  for (let j = 0; j < n; j++) {
    const row = j * stride;
    let pivot = matrix[row + j];
    const least = 1e-13 * pivot;
    for (let k = 0; k < j; k++) pivot -= matrix[row + k] * matrix[row + k];
    if (!(pivot > least)) {
      sound = false;
      pivot = Number.MAX_VALUE;
    }
    const root = Math.sqrt(pivot);
    matrix[row + j] = root;
    for (let i = j + 1; i < n; i++) {
      const other = i * stride;
      let sum = matrix[other + j];
      for (let k = 0; k < j; k++) sum -= matrix[other + k] * matrix[row + k];
      matrix[other + j] = sum / root;
    }
  }
  return sound;
}

/** Solves L x = b in place. */
export function choleskyForward(factor: Float64Array, n: number, x: Float64Array, stride = n, at = 0): void {
  for (let i = 0; i < n; i++) {
    let sum = x[at + i];
    for (let k = 0; k < i; k++) sum -= factor[i * stride + k] * x[at + k];
    x[at + i] = sum / factor[i * stride + i];
  }
}

/** Solves L^T x = b in place. */
export function choleskyBackward(factor: Float64Array, n: number, x: Float64Array, stride = n, at = 0): void {
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[at + i];
    for (let k = i + 1; k < n; k++) sum -= factor[k * stride + i] * x[at + k];
    x[at + i] = sum / factor[i * stride + i];
  }
}
