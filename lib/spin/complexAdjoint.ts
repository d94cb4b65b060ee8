import { complexMatrix } from "./complexMatrix.js";
import type { ComplexMatrix } from "./complexMatrix.js";

/** The conjugate transpose. */
export function complexAdjoint({ size, re, im }: ComplexMatrix): ComplexMatrix {
  const adjoint = complexMatrix(size);
  for (let i = 0; i < size; i++) {
    for (let k = 0; k < size; k++) {
      adjoint.re[k * size + i] = re[i * size + k];
      adjoint.im[k * size + i] = -im[i * size + k];
    }
  }
  return adjoint;
}
