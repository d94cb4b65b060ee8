import { EigenvalueDecomposition, Matrix } from "ml-matrix";

/**
 * Eigenvalues of a general complex matrix A + iB, through a real one of twice the size.
 *
 * [[A, -B], [B, A]] has the eigenvalues wanted and their conjugates, which could not be told apart. So the matrix
 * embedded is i (Z + s I) with s above every |eigenvalue|: its own eigenvalues i (z + s) all lie in the upper half
 * plane, their conjugates in the lower.
 *
 * @param re - size x size, row-major.
 * @param im - size x size, row-major.
 */
export function complexEigenvalues(
  re: Float64Array,
  im: Float64Array,
  size: number,
): { re: Float64Array; im: Float64Array } {
  let bound = 0;
  for (let row = 0; row < size; row++) {
    let sum = 0;
    for (let k = row * size; k < (row + 1) * size; k++) sum += Math.hypot(re[k], im[k]);
    bound = Math.max(bound, sum);
  }
  // Above the largest row sum, which no eigenvalue exceeds (Gershgorin).
  const shift = bound > 0 ? 1.1 * bound : 1;
  const embedded = Matrix.zeros(2 * size, 2 * size);
  for (let row = 0; row < size; row++) {
    for (let column = 0; column < size; column++) {
      const k = row * size + column;
      const [x, y] = [-im[k], re[k] + (row === column ? shift : 0)];
      embedded.set(row, column, x);
      embedded.set(row, size + column, -y);
      embedded.set(size + row, column, y);
      embedded.set(size + row, size + column, x);
    }
  }
  const { realEigenvalues, imaginaryEigenvalues } = new EigenvalueDecomposition(embedded, {
    assumeSymmetric: false,
  });
  const found = { re: new Float64Array(size), im: new Float64Array(size) };
  let count = 0;
  imaginaryEigenvalues.forEach((imaginary, k) => {
    if (imaginary <= 0 || count === size) return;
    found.re[count] = imaginary - shift;
    found.im[count++] = -realEigenvalues[k];
  });
  return found;
}
