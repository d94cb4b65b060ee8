import type { SpectrumStack } from "../../signal/index.js";
import { spectrumCausal } from "./spectrumCausal.js";

/**
 * Spectra whose real part alone is known, with the imaginary part that follows from it (`spectrumCausal`). Real signal
 * beyond the ends of the axis is taken for none.
 */
export function spectraCausal(spectra: SpectrumStack): SpectrumStack {
  const [n, p] = spectra.shape;
  const im = new Float32Array(n * p);
  for (let i = 0; i < n; i++) {
    im.set(spectrumCausal(Float64Array.from(spectra.re.subarray(i * p, (i + 1) * p))).im, i * p);
  }
  return { ...spectra, im };
}
