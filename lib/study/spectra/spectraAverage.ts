import { EDIT_OFF, EDIT_ON } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";

/**
 * The plain mean of the spectra of each condition: OFF, then ON.
 *
 * @param first - only so many of each condition, from the first on. @default all
 * @throws RangeError when a condition is missing.
 */
export function spectraAverage(spectra: SpectrumStack, first = Infinity): SpectrumStack {
  const [n, points] = spectra.shape;
  const conditions = [EDIT_OFF, EDIT_ON];
  const re = new Float32Array(2 * points);
  const im = new Float32Array(2 * points);
  conditions.forEach((label, c) => {
    const members = transientsOf(n, spectra.labels, label).slice(0, first);
    if (members.length === 0) throw new RangeError(`spectra of both conditions are needed, got ${n} of one`);
    for (const [from, to] of [
      [spectra.re, re],
      [spectra.im, im],
    ]) {
      const sum = new Float64Array(points);
      for (const i of members) for (let k = 0; k < points; k++) sum[k] += from[i * points + k];
      for (let k = 0; k < points; k++) to[c * points + k] = sum[k] / members.length;
    }
  });
  const dimensions = [{ tag: "DIM_EDIT", size: 2, header: { EditCondition: ["OFF", "ON"] } }];
  return { ...spectra, re, im, shape: [2, points], labels: Uint8Array.from(conditions), dimensions };
}
