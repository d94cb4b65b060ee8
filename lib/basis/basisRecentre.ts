import type { BasisSet } from "../spin/index.js";

/** A basis set with another ppm at 0 Hz: every line stays at its ppm, the FIDs turn accordingly. */
export function basisRecentre<T extends BasisSet>(basis: T, referencePpm: number): T {
  const { header, shape } = basis;
  const [rows, points] = shape;
  const hertz = (header.referencePpm - referencePpm) * header.spectrometerFrequency;
  const re = new Float64Array(rows * points);
  const im = new Float64Array(rows * points);
  for (let t = 0; t < points; t++) {
    const angle = 2 * Math.PI * hertz * header.dwellTime * t;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (let k = t; k < rows * points; k += points) {
      re[k] = basis.re[k] * c - basis.im[k] * s;
      im[k] = basis.re[k] * s + basis.im[k] * c;
    }
  }
  return { ...basis, re, im, header: { ...header, referencePpm } };
}
