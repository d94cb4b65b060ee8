import { covariancePredict } from "../../models/index.js";
import type { CovarianceNet } from "../../models/index.js";
import { EDIT_OFF, EDIT_ON, InputError, ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { FidStack, SpectrumStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { differenceSpectrum, normalise, UNCHANGED } from "./covarianceSamples.js";

/**
 * The averaged OFF and ON of scans as a covariance network makes them of their difference transients, however many there
 * are. It does not know how high a spectrum is, since its input is divided by each transient's largest magnitude: the
 * height is the one that fits the scan's own average best (least squares over the network's range). OFF is the scan's
 * average, so that ON - OFF is what the network made.
 *
 * @param stacks - prepared scans (`augmentationPrepare`), labelled.
 * @throws InputError when a scan's points are not the network's.
 */
export function covarianceEstimate(network: CovarianceNet, stacks: readonly FidStack[]): SpectrumStack[] {
  const { points, ppm } = network.config;
  if (ppm === undefined) throw new RangeError("the network must know the ppm of its points, got none");
  const half = (ppm[1] - ppm[0]) / 2;
  const inputs = stacks.map((stack) => {
    const spectrum = differenceSpectrum(stack, [ppm[0] - half, ppm[points - 1] + half]);
    if (spectrum.points !== points) {
      throw new InputError({
        key: "points",
        value: `${spectrum.points} from ${ppm[0].toFixed(2)} to ${ppm[points - 1].toFixed(2)} ppm`,
        expected: `${points}, as of the scans that the network learned from (spectral width, length, field)`,
      });
    }
    const off = transientsOf(stack.shape[0], stack.labels, EDIT_OFF);
    const on = transientsOf(stack.shape[0], stack.labels, EDIT_ON);
    const count = Math.min(off.length, on.length);
    const x = new Float32Array(count * points);
    for (let t = 0; t < count; t++) {
      const row = x.subarray(t * points, (t + 1) * points);
      spectrum.write(stack, [off[t]], [on[t]], UNCHANGED, row);
      normalise(row);
    }
    return { x, ppm: spectrum.ppm };
  });
  const made = covariancePredict(
    network,
    inputs.map(({ x }) => x),
  );
  return stacks.map((stack, k) =>
    differenceEstimate(
      spectraAverage(stackToSpectra(stack)),
      made.subarray(k * points, (k + 1) * points),
      inputs[k].ppm,
    ),
  );
}

/**
 * OFF as measured, and ON as OFF plus a difference at the height that fits the measured one best.
 *
 * @param average - OFF and ON of a scan.
 * @param difference - real part, at `ppm`, which are points of the average's axis.
 */
export function differenceEstimate(
  average: SpectrumStack,
  difference: Float32Array,
  ppm: Float64Array,
): SpectrumStack {
  const labels = [...(average.labels ?? [])];
  const [off, on] = [labels.indexOf(EDIT_OFF), labels.indexOf(EDIT_ON)];
  const [, points] = average.shape;
  const p = ppm.length;
  const [first] = ppmWindow(average.ppm, ppm[0] - 1e-6, ppm[p - 1] + 1e-6);
  const at = (row: number, k: number): number => average.re[row * points + first + k];
  let [along, size] = [0, 0];
  for (let k = 0; k < p; k++) {
    along += difference[k] * (at(on, k) - at(off, k));
    size += difference[k] ** 2;
  }
  const height = size > 0 ? along / size : 0;
  const re = new Float32Array(2 * p);
  const im = new Float32Array(2 * p);
  for (let k = 0; k < p; k++) {
    re[off * p + k] = at(off, k);
    re[on * p + k] = at(off, k) + height * difference[k];
    im[off * p + k] = average.im[off * points + first + k];
    // A network makes the real part alone; the imaginary part is that of the subset.
    im[on * p + k] = average.im[on * points + first + k];
  }
  return { ...average, re, im, shape: [2, p], ppm };
}
