/**
 * out[i, j] = x_i . y_j, four products at a time; n x m, row-major.
 *
 * @param half - only those with j <= i, where the rest follows by symmetry. @default false
 */
export function innerProducts(
  x: Float64Array,
  n: number,
  y: Float64Array,
  m: number,
  rows: number,
  out: Float64Array,
  half = false,
): void {
  for (let i = 0; i < n; i += 2) {
    // Of an odd last one the row is computed twice.
    const next = Math.min(i + 1, n - 1);
    const end = half ? i + 1 : m;
    for (let j = 0; j < end; j += 2) {
      const after = Math.min(j + 1, m - 1);
      const [a, b, c, d] = [i * rows, next * rows, j * rows, after * rows];
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < rows; k++) {
        const xa = x[a + k];
        const xb = x[b + k];
        const yc = y[c + k];
        const yd = y[d + k];
        ac += xa * yc;
        ad += xa * yd;
        bc += xb * yc;
        bd += xb * yd;
      }
      out[i * m + j] = ac;
      out[i * m + after] = ad;
      out[next * m + j] = bc;
      out[next * m + after] = bd;
    }
  }
}
