import { fftInPlace, ppmAxis } from "../signal/index.js";
import type { CohortSettings } from "./cohortSettings.js";
import type { FidSampling, FidTarget } from "./gaussianLineAdd.js";

/**
 * What water suppression takes from signals near water, in place: 1 - exp(-(d / width)^power) of them is left at a distance
 * of d ppm. Lines are narrow against the width, so that each keeps its shape.
 */
export function suppressionApply(
  { re, im }: FidTarget,
  sampling: FidSampling,
  water: number,
  { width, power }: CohortSettings["effects"]["waterSuppression"],
): void {
  const points = re.length;
  // Twice as long, so that what the filter puts before t = 0 falls into the half that is cut off.
  const long = { re: new Float64Array(2 * points), im: new Float64Array(2 * points) };
  long.re.set(re);
  long.im.set(im);
  fftInPlace(long.re, long.im, 0, 2 * points);
  ppmAxis(sampling, 2 * points).forEach((ppm, k) => {
    // the axis begins at the most negative frequency, the transform at 0
    const place = (k + points) % (2 * points);
    const left = 1 - Math.exp(-((Math.abs(ppm - water) / width) ** power));
    long.re[place] *= left;
    long.im[place] *= left;
  });
  fftInPlace(long.re, long.im, 0, 2 * points, "inverse");
  re.set(long.re.subarray(0, points));
  im.set(long.im.subarray(0, points));
}
