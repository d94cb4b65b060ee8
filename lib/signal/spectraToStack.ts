import { fftInPlace } from "./fft.js";
import type { FidStack } from "./fidStack.js";
import type { SpectrumStack } from "./spectrumStack.js";

/** The FIDs of whole spectra: the inverse of `stackToSpectra`. */
export function spectraToStack(spectra: SpectrumStack): FidStack {
  const [n, points] = spectra.shape;
  const { re: specRe, im: specIm, ppm: _, ...header } = spectra;
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const rowRe = new Float64Array(points);
  const rowIm = new Float64Array(points);
  const half = points / 2;
  for (let i = 0; i < n; i++) {
    rowRe.set(specRe.subarray(i * points + half, (i + 1) * points));
    rowRe.set(specRe.subarray(i * points, i * points + half), half);
    rowIm.set(specIm.subarray(i * points + half, (i + 1) * points));
    rowIm.set(specIm.subarray(i * points, i * points + half), half);
    fftInPlace(rowRe, rowIm, 0, points, "inverse");
    re.set(rowRe, i * points);
    im.set(rowIm, i * points);
  }
  return { ...header, re, im, shape: [n, points] };
}
