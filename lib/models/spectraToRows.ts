import { ppmWindow } from "../signal/ppmAxis.js";
import type { SpectrumStack } from "../signal/spectrumStack.js";
import type { SpectrumRows } from "./spectrumRows.js";

export interface SpectraToRowsOptions {
  /** The part of the spectrum to keep, [low, high] in ppm. @default "all" */
  ppmRange?: readonly [number, number] | "all";
  /**
   * Instead of `ppmRange`: a model or rows whose points to take. Scanners differ a little in frequency, and
   * with it in where the points of a spectrum lie; this takes as many points as `like` has from the one
   * nearest to its first, so that all rows fit one model.
   */
  like?: { ppm: Float64Array };
}

/**
 * Spectra as rows for a model: cropped, Re then Im, each divided by its own largest magnitude within the
 * crop, which is kept as its scale. Phases are kept: the real and imaginary part share the one factor.
 *
 * @throws RangeError when the range holds no two points, when the points of `like` lie more than one
 * point spacing off, or when a spectrum is zero throughout.
 */
export function spectraToRows(spectra: SpectrumStack, options: SpectraToRowsOptions = {}): SpectrumRows {
  const { ppmRange = "all", like } = options;
  const [n, points] = spectra.shape;
  const [first, last] = like
    ? windowLike(spectra.ppm, like.ppm)
    : ppmRange === "all"
      ? [0, points]
      : ppmWindow(spectra.ppm, ...ppmRange);
  const p = last - first;
  if (p < 2)
    throw new RangeError(`ppmRange must hold two points of the spectrum or more, got ${String(ppmRange)}`);
  const rows = new Float32Array(n * 2 * p);
  const scale = new Float32Array(n);
  for (let i = 0; i < n; i++) {
    const from = i * points + first;
    let largest = 0;
    for (let k = from; k < from + p; k++)
      largest = Math.max(largest, Math.hypot(spectra.re[k], spectra.im[k]));
    scale[i] = largest;
    if (!(scale[i] > 0))
      throw new RangeError(`spectrum ${i} has no signal in the range: its largest magnitude is 0`);
    for (let k = 0; k < p; k++) {
      rows[i * 2 * p + k] = spectra.re[from + k] / scale[i];
      rows[i * 2 * p + p + k] = spectra.im[from + k] / scale[i];
    }
  }
  const { re: _re, im: _im, shape: _shape, ppm: _ppm, ...header } = spectra;
  const ppm = spectra.ppm.slice(first, last);
  const line = `rows: ${ppm[0].toFixed(3)} to ${ppm[p - 1].toFixed(3)} ppm (${p} points), each by its largest magnitude`;
  return {
    rows,
    scale,
    shape: [n, 2 * p],
    ppm,
    header: { ...header, history: [...header.history, line] },
  };
}

function windowLike(ppm: Float64Array, like: Float64Array): [number, number] {
  const step = ppm[1] - ppm[0];
  const first = Math.round((like[0] - ppm[0]) / step);
  const last = first + like.length;
  const fits = first >= 0 && last <= ppm.length && Math.abs(ppm[last - 1] - like[like.length - 1]) < step;
  if (!fits) {
    const said = (axis: Float64Array): string =>
      `${axis[0].toFixed(3)} to ${axis[axis.length - 1].toFixed(3)} ppm by ${(axis[1] - axis[0]).toFixed(5)}`;
    throw new RangeError(
      `the spectrum's points (${said(ppm)}) do not hold those of the model (${said(like)})`,
    );
  }
  return [first, last];
}
