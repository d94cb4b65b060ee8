import type { SpectrumStack } from "../../signal/index.js";

/**
 * Spectra moved so that the mean of each condition is a given one; how they differ from one another stays.
 *
 * @param spectra - labelled transients.
 * @param means - one spectrum of each of their conditions, labelled, on the same points.
 */
export function spectraCentred(spectra: SpectrumStack, means: SpectrumStack): SpectrumStack {
  const [n, points] = spectra.shape;
  const { labels } = spectra;
  if (!labels || means.shape[1] !== points) {
    throw new RangeError(
      `labelled spectra and means of the same points are needed, got ${points} and ${means.shape[1]}`,
    );
  }
  const centred = (values: Float32Array, goals: Float32Array): Float32Array => {
    const moved = values.slice();
    for (const label of new Set(labels)) {
      const goal = means.labels?.indexOf(label) ?? -1;
      if (goal < 0) throw new RangeError(`there is no mean of condition ${label}`);
      const members = Array.from({ length: n }, (_, i) => i).filter((i) => labels[i] === label);
      for (let k = 0; k < points; k++) {
        const mean = members.reduce((sum, i) => sum + values[i * points + k], 0) / members.length;
        for (const i of members) moved[i * points + k] += goals[goal * points + k] - mean;
      }
    }
    return moved;
  };
  return { ...spectra, re: centred(spectra.re, means.re), im: centred(spectra.im, means.im) };
}
