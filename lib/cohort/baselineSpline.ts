import { fftInPlace, ppmAxis } from "../signal/index.js";
import type { RandomSource } from "../signal/index.js";
import type { ComplexCourse } from "./complexCourse.js";
import type { CohortSettings } from "./cohortSettings.js";
import type { FidSampling } from "./gaussianLineAdd.js";

/** A smooth baseline: cubic B-splines of equal spacing, centred at `ppm`, and their heights in units of the spectrum. */
export interface BaselineTruth {
  ppm: number[];
  coefficients: number[];
}

/**
 * Draws a smooth baseline over a range of ppm.
 *
 * @param height - of the spectrum's tCr, which the baseline's size is relative to.
 */
export function baselineDraw(
  { ppmRange: [low, high], knotSpacing, sd }: CohortSettings["effects"]["baseline"],
  height: number,
  random: RandomSource,
): BaselineTruth {
  // The outermost splines end at the range's ends.
  const count = Math.round((high - low) / knotSpacing) - 3;
  const ppm = Array.from({ length: count }, (_, k) => low + (k + 2) * knotSpacing);
  return { ppm, coefficients: ppm.map(() => sd * height * random.normal()) };
}

/**
 * The FID of a baseline: its spectrum's real part is the spline and its imaginary part the spline's Hilbert transform,
 * as of a signal that begins at t = 0 and is gone after milliseconds.
 */
export function baselineFid(
  { ppm, coefficients }: BaselineTruth,
  points: number,
  sampling: FidSampling,
): ComplexCourse {
  const spacing = ppm[1] - ppm[0];
  const axis = ppmAxis(sampling, points);
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  // the axis begins at the most negative frequency, the transform at 0
  axis.forEach((at, k) => {
    let value = 0;
    ppm.forEach((centre, j) => (value += coefficients[j] * cubicSpline((at - centre) / spacing)));
    re[(k + points / 2) % points] = value;
  });
  fftInPlace(re, im, 0, points, "inverse");
  // A real spectrum is half a signal after and half one before t = 0: the one after, twice, has it as its real part.
  for (let t = 1; t < points / 2; t++) {
    re[t] *= 2;
    im[t] *= 2;
  }
  re.fill(0, points / 2 + 1);
  im.fill(0, points / 2 + 1);
  return { re, im };
}

/** The cubic B-spline of unit spacing around 0, 2/3 high. */
function cubicSpline(x: number): number {
  const d = Math.abs(x);
  if (d >= 2) return 0;
  return d < 1 ? 2 / 3 - d * d + (d * d * d) / 2 : (2 - d) ** 3 / 6;
}
