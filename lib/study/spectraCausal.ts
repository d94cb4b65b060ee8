import { fftInPlace, nextPowerOfTwo } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/**
 * Spectra whose real part alone is known, with the imaginary part that follows from it because nothing is measured
 * before t = 0 (Hilbert transform). Real signal beyond the ends of the axis is taken for none.
 */
export function spectraCausal(spectra: SpectrumStack): SpectrumStack {
  const [n, p] = spectra.shape;
  const size = nextPowerOfTwo(4 * p);
  const im = new Float32Array(n * p);
  for (let i = 0; i < n; i++) {
    const re = new Float64Array(size);
    const part = new Float64Array(size);
    re.set(spectra.re.subarray(i * p, (i + 1) * p));
    fftInPlace(re, part, 0, size, "inverse");
    for (let t = 1; t < size / 2; t++) {
      re[t] *= 2;
      part[t] *= 2;
    }
    re.fill(0, size / 2 + 1);
    part.fill(0, size / 2 + 1);
    fftInPlace(re, part, 0, size);
    im.set(part.subarray(0, p), i * p);
  }
  return { ...spectra, im };
}
