import { parabolaRemoved } from "../../signal/parabolaRemoved.js";
import { ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { spectraAverage } from "../spectra/spectraAverage.js";

/** ppm where a scan of the head, or of a solution of its metabolites, holds nothing but noise. */
const FREE = [
  [-2, 0],
  [9.5, 11],
] as const;
/** ppm in which the largest magnitude is looked for. */
const SIGNAL = [1, 4.2] as const;

/**
 * The noise of scans: real and imaginary parts of the spectra's points where there is no signal, less a parabola, in
 * units of each spectrum's largest magnitude in 1 to 4.2 ppm. Edited scans are averaged first.
 *
 * @param most - values at most, evenly taken. @default all
 */
export function noiseSignalFree(stacks: readonly FidStack[], most = Infinity): Float64Array {
  const values = stacks.flatMap((stack) => {
    const each = stackToSpectra(stack);
    const spectra = stack.labels === undefined ? each : spectraAverage(each);
    const [n, points] = spectra.shape;
    const { re, im, ppm } = spectra;
    const [first, last] = ppmWindow(ppm, ...SIGNAL);
    return Array.from({ length: n }, (_, i) => {
      const row = i * points;
      let unit = 0;
      for (let k = row + first; k < row + last; k++) unit = Math.max(unit, Math.hypot(re[k], im[k]));
      return FREE.flatMap(([low, high]) => {
        const window = ppmWindow(ppm, low, high);
        if (window[1] - window[0] < 10) return [];
        const parts = [re, im].map((part) => part.subarray(row + window[0], row + window[1]));
        return parts.flatMap((part) => Array.from(parabolaRemoved(part), (value) => value / unit));
      });
    }).flat();
  });
  const step = Math.max(1, values.length / most);
  return Float64Array.from(
    { length: Math.min(values.length, Math.floor(values.length / step)) },
    (_, k) => values[Math.floor(k * step)],
  );
}
