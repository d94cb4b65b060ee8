import { fftInPlace, nextPowerOfTwo } from "./fft.js";
import type { FidStack } from "./fidStack.js";
import { ppmAxis } from "./ppmAxis.js";
import type { SpectrumStack } from "./spectrumStack.js";

export interface StackToSpectraOptions {
  /** Points of each spectrum, a power of two not below the FID's. @default the next power of two */
  points?: number;
}

/**
 * The complex spectra of a stack of FIDs (forward FFT, axis ascending in ppm). A FID whose length is
 * not a power of two is zero-filled to the next one.
 */
export function stackToSpectra(stack: FidStack, options: StackToSpectraOptions = {}): SpectrumStack {
  const [n, samples] = stack.shape;
  const { points = nextPowerOfTwo(samples) } = options;
  if (points < samples || points !== nextPowerOfTwo(points)) {
    throw new RangeError(`points must be a power of two not below ${samples}, got ${points}`);
  }
  const { re: fidRe, im: fidIm, ...header } = stack;
  const re = new Float32Array(n * points);
  const im = new Float32Array(n * points);
  const rowRe = new Float64Array(points);
  const rowIm = new Float64Array(points);
  const half = points / 2;
  for (let i = 0; i < n; i++) {
    rowRe.fill(0, samples).set(fidRe.subarray(i * samples, (i + 1) * samples));
    rowIm.fill(0, samples).set(fidIm.subarray(i * samples, (i + 1) * samples));
    fftInPlace(rowRe, rowIm, 0, points);
    re.set(rowRe.subarray(half), i * points);
    re.set(rowRe.subarray(0, half), i * points + half);
    im.set(rowIm.subarray(half), i * points);
    im.set(rowIm.subarray(0, half), i * points + half);
  }
  return { ...header, re, im, shape: [n, points], ppm: ppmAxis(stack, points) };
}
