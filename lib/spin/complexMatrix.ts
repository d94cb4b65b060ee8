/** A square complex matrix, row-major. */
export interface ComplexMatrix {
  size: number;
  re: Float64Array;
  im: Float64Array;
}

/** A square matrix of zeros. */
export function complexMatrix(size: number): ComplexMatrix {
  return { size, re: new Float64Array(size * size), im: new Float64Array(size * size) };
}
