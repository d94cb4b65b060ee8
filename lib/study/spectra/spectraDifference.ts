import { EDIT_OFF, EDIT_ON } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";

/** ON - OFF of two spectra, one of each condition. @throws RangeError when they are not. */
export function spectraDifference(spectra: SpectrumStack): SpectrumStack {
  const [n, points] = spectra.shape;
  const off = spectra.labels?.indexOf(EDIT_OFF) ?? -1;
  const on = spectra.labels?.indexOf(EDIT_ON) ?? -1;
  if (n !== 2 || off < 0 || on < 0) throw new RangeError(`one OFF and one ON are needed, got ${n} spectra`);
  const difference = (values: Float32Array): Float32Array =>
    Float32Array.from({ length: points }, (_, k) => values[on * points + k] - values[off * points + k]);
  return {
    ...spectra,
    re: difference(spectra.re),
    im: difference(spectra.im),
    shape: [1, points],
    labels: undefined,
    dimensions: undefined,
    history: [...spectra.history, "difference: ON - OFF"],
  };
}
