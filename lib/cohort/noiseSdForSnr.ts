import { ppmWindow, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";

/** The height of tCr in the first spectrum of a stack: its largest magnitude in 2.9 to 3.1 ppm. */
export function tCrHeight(stack: FidStack): number {
  const spectra = stackToSpectra(stack);
  const [first, last] = ppmWindow(spectra.ppm, 2.9, 3.1);
  let height = 0;
  for (let k = first; k < last; k++) height = Math.max(height, Math.hypot(spectra.re[k], spectra.im[k]));
  return height;
}

/**
 * The SD of each sample's real and imaginary part that gives a transient the wanted tCr SNR by Osprey's
 * definition: largest magnitude in 2.9 to 3.1 ppm over the SD of the real part of signal-free spectrum.
 *
 * @param clean - noise-free FIDs; the first (OFF) counts.
 */
export function noiseSdForSnr(clean: FidStack, snr: number): number {
  // The forward FFT adds N samples of independent noise.
  return tCrHeight(clean) / (snr * Math.sqrt(clean.shape[1]));
}
