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
  const axis = ppmAxis(sampling, points);
  fftInPlace(re, im, 0, points);
  axis.forEach((ppm, k) => {
    // the axis begins at the most negative frequency, the transform at 0
    const place = (k + points / 2) % points;
    const left = 1 - Math.exp(-((Math.abs(ppm - water) / width) ** power));
    re[place] *= left;
    im[place] *= left;
  });
  fftInPlace(re, im, 0, points, "inverse");
}
