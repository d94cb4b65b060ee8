import { stackToSpectra } from "../../lib/signal/index.js";
import type { SpectrumStack } from "../../lib/signal/index.js";

/** What a FID needs besides its samples to become a spectrum. */
export interface Acquisition {
  spectrometerFrequency: number;
  referencePpm: number;
  points: number;
  dwellTime: number;
}

/**
 * The spectrum of one undamped FID with `width` Hz of Lorentzian line. The first sample counts half, as the
 * Fourier integral from t = 0 asks: whole, it would add an offset to all the spectrum.
 */
export function dampedSpectrum(
  re: ArrayLike<number>,
  im: ArrayLike<number>,
  width: number,
  acquisition: Acquisition,
  points = acquisition.points,
): SpectrumStack {
  const window = Float64Array.from({ length: acquisition.points }, (_, t) =>
    t === 0 ? 0.5 : Math.exp(-Math.PI * width * t * acquisition.dwellTime),
  );
  return stackToSpectra(
    {
      ...acquisition,
      re: Float32Array.from(window, (value, t) => value * re[t]),
      im: Float32Array.from(window, (value, t) => value * im[t]),
      shape: [1, acquisition.points],
      nucleus: "1H",
      history: [],
    },
    { points },
  );
}

type Window = readonly [number, number];

/** Pearson's r of two real spectra in a window of points. */
export function correlation(a: ArrayLike<number>, b: ArrayLike<number>, [first, last]: Window): number {
  const mean = (values: ArrayLike<number>): number => area(values, [first, last]) / (last - first);
  const [ma, mb] = [mean(a), mean(b)];
  let [ab, aa, bb] = [0, 0, 0];
  for (let k = first; k < last; k++) {
    ab += (a[k] - ma) * (b[k] - mb);
    aa += (a[k] - ma) ** 2;
    bb += (b[k] - mb) ** 2;
  }
  return ab / Math.sqrt(aa * bb);
}

/** Sum over a window of points. */
export function area(values: ArrayLike<number>, [first, last]: Window): number {
  let sum = 0;
  for (let k = first; k < last; k++) sum += values[k];
  return sum;
}

/** Sum of magnitudes over a window of points. */
export function absoluteArea(values: ArrayLike<number>, window: Window): number {
  return area(Array.from(values, Math.abs), window);
}
