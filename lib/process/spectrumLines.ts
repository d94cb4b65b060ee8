import { ppmWindow, spectrumNoise } from "../signal/index.js";
import type { SpectrumStack } from "../signal/index.js";

/** One line of a spectrum, and how well it is shown. */
export interface SpectrumLine {
  /** Where it lies, ppm. */
  ppm: number;
  /** Its amplitude over the SD that noise, or what the model leaves, gives it. */
  score: number;
  /** Height in the spectrum. */
  height: number;
  /** rad */
  phase: number;
}

export interface SpectrumLinesOptions {
  /** Other lines at these distances (ppm) are fitted along, so that they do not count as misfit. @default none */
  beside?: readonly number[];
  /** ppm on either side that are fitted. @default 0.17, or 8 points where these are more */
  reach?: number;
  /** SD of the noise, where it is known already. @default that of `spectrumNoise` */
  noise?: number;
}

/** Hz, full width at half maximum: one of them is near enough to any line of a brain or a phantom. */
const WIDTHS = [2.5, 5, 10];

/**
 * The evidence for a line at each of the places given: a complex Lorentzian over a complex parabola is fitted to the
 * plain spectrum around it, for the best of three widths. Its amplitude is told in SDs, those of the noise or of what
 * the fit leaves if that is more, so that the foot of water or lipids, however high, is no line. In noise alone a place
 * and width have a score above s with probability exp(-s^2 / 2), whatever the phase.
 *
 * @param spectra - not zero-filled beyond the next power of two: its points count as independent.
 * @returns one for each place; `score` is 0 where the axis does not reach.
 */
export function spectrumLines(
  spectra: SpectrumStack,
  row: number,
  places: readonly number[],
  {
    beside = [],
    reach = reachOf(spectra),
    noise = spectrumNoise(spectra, row)?.sd ?? 0,
  }: SpectrumLinesOptions = {},
): SpectrumLine[] {
  const { ppm, spectrometerFrequency: frequency } = spectra;
  const start = row * spectra.shape[1];
  return places.map((place) => {
    const nothing = { ppm: place, score: 0, height: 0, phase: 0 };
    const low = place - reach + Math.min(0, ...beside);
    const high = place + reach + Math.max(0, ...beside);
    const [first, last] = ppmWindow(ppm, low, high);
    const count = last - first;
    if (ppm[0] > low || ppm[ppm.length - 1] < high || count < 12) return nothing;
    const data = {
      re: Float64Array.from(spectra.re.subarray(start + first, start + last)),
      im: Float64Array.from(spectra.im.subarray(start + first, start + last)),
    };
    const own = ppm.subarray(first, last);
    const baseline = [0, 1, 2].map((order) => ({
      re: Float64Array.from(own, (value) => ((2 * (value - low)) / (high - low) - 1) ** order),
      im: new Float64Array(count),
    }));
    let best: SpectrumLine = nothing;
    for (const width of WIDTHS) {
      const columns = [...beside.map((distance) => place + distance), place].map((centre) => {
        const x = Float64Array.from(own, (value) => ((value - centre) * frequency) / (width / 2));
        return { re: x.map((u) => 1 / (1 + u * u)), im: x.map((u) => -u / (1 + u * u)) };
      });
      const { amplitude, length, rest } = lastAmplitude(data, [...baseline, ...columns]);
      const misfit = Math.sqrt(rest / (2 * (count - 3 - columns.length)));
      const height = Math.hypot(...amplitude);
      const score = (height * length) / (Math.max(noise, misfit) || Infinity);
      if (score > best.score) {
        best = { ppm: place, score, height, phase: Math.atan2(amplitude[1], amplitude[0]) };
      }
    }
    return best;
  });
}

function reachOf({ ppm }: SpectrumStack): number {
  return Math.max(0.17, 8 * (ppm[1] - ppm[0]));
}

interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/** Least squares by Gram and Schmidt: the last column's amplitude, the length of its own part, the power left over. */
function lastAmplitude(
  data: Complex,
  columns: readonly Complex[],
): { amplitude: [number, number]; length: number; rest: number } {
  const left = { re: data.re.slice(), im: data.im.slice() };
  const basis: Complex[] = [];
  let amplitude: [number, number] = [0, 0];
  let length = 0;
  for (const column of columns) {
    const own = { re: column.re.slice(), im: column.im.slice() };
    for (const other of basis) subtract(own, other, product(other, own));
    length = Math.sqrt(product(own, own)[0]);
    // What the others already say
    if (!(length > 1e-9)) continue;
    own.re = own.re.map((value) => value / length);
    own.im = own.im.map((value) => value / length);
    const [x, y] = product(own, left);
    subtract(left, own, [x, y]);
    amplitude = [x / length, y / length];
    basis.push(own);
  }
  return { amplitude, length, rest: product(left, left)[0] };
}

/** The sum of conj(a) b. */
function product(a: Complex, b: Complex): [number, number] {
  let [x, y] = [0, 0];
  for (let k = 0; k < a.re.length; k++) {
    x += a.re[k] * b.re[k] + a.im[k] * b.im[k];
    y += a.re[k] * b.im[k] - a.im[k] * b.re[k];
  }
  return [x, y];
}

function subtract(from: Complex, what: Complex, [x, y]: [number, number]): void {
  for (let k = 0; k < from.re.length; k++) {
    from.re[k] -= x * what.re[k] - y * what.im[k];
    from.im[k] -= x * what.im[k] + y * what.re[k];
  }
}
