import { fftInPlace, nextPowerOfTwo } from "../../signal/index.js";

/** A complex spectrum: real and imaginary part. */
export interface ComplexSpectrum {
  re: Float64Array;
  im: Float64Array;
}

/**
 * The real part of a spectrum with the imaginary part that makes its FID start at time 0 (causality).
 *
 * @param hertz - spacing of the points; for `envelope`.
 * @param envelope - what the FID is multiplied by, of the time in s. @default 1
 */
export function spectrumCausal(
  real: Float64Array,
  hertz = 1,
  envelope: (time: number) => number = () => 1,
): ComplexSpectrum {
  const size = nextPowerOfTwo(4 * real.length);
  const re = new Float64Array(size);
  const im = new Float64Array(size);
  re.set(real);
  fftInPlace(re, im, 0, size, "inverse");
  for (let t = 1; t < size / 2; t++) {
    const factor = 2 * envelope(t / (size * hertz));
    re[t] *= factor;
    im[t] *= factor;
  }
  re.fill(0, size / 2 + 1);
  im.fill(0, size / 2 + 1);
  fftInPlace(re, im, 0, size);
  return { re: re.slice(0, real.length), im: im.slice(0, real.length) };
}
