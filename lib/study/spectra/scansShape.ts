import { EDIT_OFF, ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import type { StudyScan } from "../set/studySet.js";
import { spectraAverage } from "./spectraAverage.js";

/** Where scans are brought to one size, ppm: OFF's tCr and tCho. */
const SCALE = [2.9, 3.3] as const;

/**
 * The mean OFF and ON spectrum of prepared scans, each scan scaled by its OFF tCr and tCho: what spectra look like, of
 * nobody in particular (`spectraConsistent`). Scans may differ a little in frequency: all take the points of the
 * first one's range.
 *
 * @param ppmRange - of the result.
 */
export function scansShape(scans: readonly StudyScan[], ppmRange: readonly [number, number]): SpectrumStack {
  if (scans.length === 0) throw new RangeError("at least one scan is needed, got none");
  const averages = scans.map(({ stack }) => spectraAverage(stackToSpectra(stack)));
  const [header] = averages;
  const [first, last] = ppmWindow(header.ppm, ...ppmRange);
  const p = last - first;
  const re = new Float32Array(2 * p);
  const im = new Float32Array(2 * p);
  for (const average of averages) {
    const points = average.shape[1];
    const step = average.ppm[1] - average.ppm[0];
    const start = Math.round((header.ppm[first] - average.ppm[0]) / step);
    const off = average.labels!.indexOf(EDIT_OFF) * points;
    const [low, high] = ppmWindow(average.ppm, ...SCALE);
    let size = 0;
    for (let k = off + low; k < off + high; k++) size += average.re[k];
    for (let c = 0; c < 2; c++) {
      for (let k = 0; k < p; k++) {
        const from = c * points + start + k;
        re[c * p + k] += average.re[from] / size / averages.length;
        im[c * p + k] += average.im[from] / size / averages.length;
      }
    }
  }
  return { ...header, re, im, shape: [2, p], ppm: header.ppm.slice(first, last) };
}
