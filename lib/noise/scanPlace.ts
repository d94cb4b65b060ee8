import { spectrumShiftEstimate } from "../process/index.js";
import type { SpectrumStack } from "../signal/index.js";

/** How far the lines of a scan lie from their place on average over its transients, ppm. */
export function scanPlace(spectra: SpectrumStack): number {
  const [n, points] = spectra.shape;
  const mean = (values: Float32Array): Float32Array => {
    const sum = new Float64Array(points);
    for (let k = 0; k < n * points; k++) sum[k % points] += values[k] / n;
    return Float32Array.from(sum);
  };
  return spectrumShiftEstimate({
    ...spectra,
    re: mean(spectra.re),
    im: mean(spectra.im),
    shape: [1, points],
  });
}
