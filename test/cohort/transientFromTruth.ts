import { lineshapeFactor, baselineFid, eddyCurrentFactor } from "../../lib/cohort/index.js";
import type { CohortSubject } from "../../lib/cohort/index.js";

/** A transient as its truth and the noise-free scan tell it, without noise, straight from the formula. */
export function transientFromTruth({ stack, clean, truth }: CohortSubject, i: number): [number[], number[]] {
  const points = stack.shape[1];
  const { dwellTime, referencePpm, spectrometerFrequency } = stack;
  const names = clean.shape[0] === 1 ? ["PRESS"] : ["OFF", "ON"];
  const condition = names.indexOf(truth.condition[i]);
  const eddy = eddyCurrentFactor(points, dwellTime, truth.eddyCurrents);
  const shape = lineshapeFactor(points, dwellTime, truth.gaussianWidth, truth.skew);
  const smooth = truth.baseline && baselineFid(truth.baseline, points, stack);
  const sign = truth.inverted?.[i] ? -1 : 1;
  const re: number[] = [];
  const im: number[] = [];
  for (let t = 0; t < points; t++) {
    const time = t * dwellTime;
    let x = clean.re[condition * points + t] + (smooth?.re[t] ?? 0);
    let y = clean.im[condition * points + t] + (smooth?.im[t] ?? 0);
    for (const { ppm, damping, re: a, im: b } of truth.water) {
      const angle = 2 * Math.PI * (ppm - referencePpm) * spectrometerFrequency * time;
      const decay = Math.exp(-Math.PI * damping * time);
      const [c, s] = [Math.cos(angle), Math.sin(angle)];
      const [p, q] = [decay * (a[i] * c - b[i] * s), decay * (a[i] * s + b[i] * c)];
      x += p * shape.re[t] - q * shape.im[t];
      y += p * shape.im[t] + q * shape.re[t];
    }
    const bent = Math.atan2(eddy.im[t], eddy.re[t]);
    const angle = bent + truth.phase[i] + 2 * Math.PI * truth.frequency[i] * time;
    const size =
      (truth.firstSamples[t] ?? 1) *
      sign *
      truth.amplitude[i] *
      Math.exp(-Math.PI * truth.broadening[i] * time);
    re.push(size * (x * Math.cos(angle) - y * Math.sin(angle)));
    im.push(size * (x * Math.sin(angle) + y * Math.cos(angle)));
  }
  return [re, im];
}
