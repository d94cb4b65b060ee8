import { parabolaRemoved } from "../signal/parabolaRemoved.js";
import { InputError, ppmWindow, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { NoiseLevel } from "./noiseModel.js";

export interface NoiseLevelOptions {
  /** ppm range without signal. @default [-2, 0] */
  ppmRange?: [number, number];
}

/**
 * The thermal noise of a scan from the signal-free part of its spectra, Re and Im of all transients together, each
 * with a parabola (the tail of broad lines) taken off.
 *
 * @throws InputError where the range is not within the bandwidth.
 */
export function noiseLevel(stack: FidStack, { ppmRange = [-2, 0] }: NoiseLevelOptions = {}): NoiseLevel {
  const spectra = stackToSpectra(stack);
  const [n, points] = spectra.shape;
  const [first, last] = ppmWindow(spectra.ppm, ...ppmRange);
  if (spectra.ppm[0] > ppmRange[0] || spectra.ppm[points - 1] < ppmRange[1] || last - first < 10) {
    const value = `[${spectra.ppm[0].toFixed(2)}, ${spectra.ppm[points - 1].toFixed(2)}] ppm`;
    throw new InputError({ key: "bandwidth", value, expected: `signal-free points in [${ppmRange}] ppm` });
  }
  let sum = 0;
  for (let i = 0; i < n; i++) {
    for (const part of [spectra.re, spectra.im]) {
      for (const value of parabolaRemoved(part.subarray(i * points + first, i * points + last))) {
        sum += value * value;
      }
    }
  }
  // Three numbers of each parabola were fitted.
  return { sd: Math.sqrt(sum / (2 * n * (last - first - 3))), samples: stack.shape[1] };
}
