import { complexMatrix } from "./complexMatrix.js";
import type { ComplexMatrix } from "./complexMatrix.js";

/**
 * a b. Zeros of `a` cost nothing: spin operators are nearly empty (they connect few magnetic quantum
 * numbers), so that this is as good as products of their blocks, and simpler.
 */
export function complexMultiply(a: ComplexMatrix, b: ComplexMatrix): ComplexMatrix {
  const { size } = a;
  const product = complexMatrix(size);
  const { re, im } = product;
  for (let i = 0; i < size; i++) {
    const row = i * size;
    for (let k = 0; k < size; k++) {
      const x = a.re[row + k];
      const y = a.im[row + k];
      if (x === 0 && y === 0) continue;
      for (let j = row, l = k * size; j < row + size; j++, l++) {
        re[j] += x * b.re[l] - y * b.im[l];
        im[j] += x * b.im[l] + y * b.re[l];
      }
    }
  }
  return product;
}
