import type { SpectrumStack } from "../signal/spectrumStack.js";
import type { SpectrumRows } from "./spectrumRows.js";

/** The spectra of rows, in their own units, on the cropped axis: the inverse of `spectraToRows`. */
export function rowsToSpectra({ rows, scale, shape, ppm, header }: SpectrumRows): SpectrumStack {
  const [n, width] = shape;
  const p = width / 2;
  const re = new Float32Array(n * p);
  const im = new Float32Array(n * p);
  for (let i = 0; i < n; i++) {
    for (let k = 0; k < p; k++) {
      re[i * p + k] = rows[i * width + k] * scale[i];
      im[i * p + k] = rows[i * width + p + k] * scale[i];
    }
  }
  return { ...header, re, im, shape: [n, p], ppm };
}
