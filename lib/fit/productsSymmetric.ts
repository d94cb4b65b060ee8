/** out[i, j <= i] = x_i . x_j, four products at a time; n x n, row-major, lower triangle. */
export function productsSymmetric(x: Float64Array, n: number, rows: number, out: Float64Array): void {
  for (let i = 0; i < n; i += 2) {
    const a = i * rows;
    const pair = i + 1 < n;
    const b = pair ? a + rows : a;
    for (let j = 0; j <= i; j += 2) {
      const c = j * rows;
      const two = j + 1 < n;
      const d = two ? c + rows : c;
      let ac = 0;
      let ad = 0;
      let bc = 0;
      let bd = 0;
      for (let k = 0; k < rows; k++) {
        const xa = x[a + k];
        const xb = x[b + k];
        const xc = x[c + k];
        const xd = x[d + k];
        ac += xa * xc;
        ad += xa * xd;
        bc += xb * xc;
        bd += xb * xd;
      }
      out[i * n + j] = ac;
      if (two) out[i * n + j + 1] = ad;
      if (pair) {
        out[(i + 1) * n + j] = bc;
        if (two) out[(i + 1) * n + j + 1] = bd;
      }
    }
  }
}
