import { ppmAxis, spectraToStack } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";

/**
 * A scan as if it had been sampled so that its spectra have another scan's points on the ppm axis, for a network that
 * learned from scans of another spectral width or length. Its spectra are summed up at those very points, which needs no
 * interpolation, and transformed back; what lies beyond the other's width is lost.
 *
 * @param like - whose points.
 */
export function stackOnAxis(stack: FidStack, like: FidStack): FidStack {
  const [rows, samples] = stack.shape;
  const points = like.shape[1];
  const ppm = ppmAxis(like, points);
  const step = (ppm[1] - ppm[0]) * stack.spectrometerFrequency;
  const dwellTime = 1 / (points * step);
  const re = new Float32Array(rows * points);
  const im = new Float32Array(rows * points);
  for (let k = 0; k < points; k++) {
    // Negative: a forward transform.
    const hertz = (ppm[k] - stack.referencePpm) * stack.spectrometerFrequency;
    const angle = -2 * Math.PI * hertz * stack.dwellTime;
    const [c, s] = [Math.cos(angle), Math.sin(angle)];
    for (let i = 0; i < rows; i++) {
      let [x, y, cos, sin] = [0, 0, 1, 0];
      for (let t = i * samples; t < (i + 1) * samples; t++) {
        x += cos * stack.re[t] - sin * stack.im[t];
        y += cos * stack.im[t] + sin * stack.re[t];
        [cos, sin] = [cos * c - sin * s, cos * s + sin * c];
      }
      // A sum over samples that lie closer holds more of them.
      re[i * points + k] = (x * stack.dwellTime) / dwellTime;
      im[i * points + k] = (y * stack.dwellTime) / dwellTime;
    }
  }
  const history = [...stack.history, `sampled anew: ${points} points of ${dwellTime.toPrecision(6)} s`];
  const { referencePpm } = like;
  return spectraToStack({ ...stack, re, im, shape: [rows, points], ppm, dwellTime, referencePpm, history });
}
