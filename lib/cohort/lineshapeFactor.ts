import type { ComplexCourse } from "./complexCourse.js";

/**
 * What the spread of B0 within the voxel makes of every FID: the Fourier transform of the distribution of frequencies,
 * a Gaussian convolved with an exponential tail on one side, of mean 0. Together with 1 / (pi T2) of each metabolite
 * it gives lines that are Voigt and lean to one side.
 *
 * @param gaussianWidth - Hz, full width at half maximum of the Gaussian.
 * @param skew - Hz, mean length of the tail; positive: towards higher ppm.
 */
export function lineshapeFactor(
  points: number,
  dwellTime: number,
  gaussianWidth: number,
  skew: number,
): ComplexCourse {
  const re = new Float64Array(points);
  const im = new Float64Array(points);
  for (let t = 0; t < points; t++) {
    const time = t * dwellTime;
    const magnitude = Math.exp(-((Math.PI * gaussianWidth * time) ** 2) / (4 * Math.LN2));
    // exp(-i w) / (1 - i w): an exponential distribution less its mean
    const w = 2 * Math.PI * skew * time;
    const [c, s] = [Math.cos(w) + w * Math.sin(w), w * Math.cos(w) - Math.sin(w)];
    re[t] = (magnitude * c) / (1 + w * w);
    im[t] = (magnitude * s) / (1 + w * w);
  }
  return { re, im };
}
