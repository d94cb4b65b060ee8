import { COVARIANCE, covarianceDefaults, covariancePredict, covarianceTrain } from "../models/index.js";
import type { CovarianceDesign } from "../models/index.js";
import { EDIT_OFF, EDIT_ON, ppmWindow, stackToSpectra } from "../signal/index.js";
import type { FidStack, SpectrumStack } from "../signal/index.js";
import type { AugmentationMethod } from "./augmentationMethod.js";
import { covarianceSamples, differenceSpectrum, normalise, UNCHANGED } from "./covarianceSamples.js";
import { covarianceSettings } from "./covarianceSettings.js";
import { networkKept } from "./networkKept.js";
import { spectraAverage } from "./spectraAverage.js";
import { transientsOf } from "./subsetDraw.js";

/**
 * The covariance-matrix network (arXiv 2306.02984) as a method of the augmentation study: it makes the averaged
 * difference spectrum from the covariance of the subset's difference transients, however many there are. It does not
 * know how high the spectrum is, since its input is divided by each transient's largest magnitude: the height is the one
 * that fits the subset's own average best (least squares over its range). OFF is the subset's average, so that ON - OFF
 * is what the network made.
 */
export function augmentationCovariance(
  design: CovarianceDesign = "convolution",
  settings = covarianceSettings(),
): AugmentationMethod {
  const { samples, validation, network, ppmRange, augmentation } = settings;
  return {
    name: design === "convolution" ? "covariance" : "covariance recurrent",
    title: design === "convolution" ? "Covariance network" : "Covariance network (recurrent)",
    makes: "average",
    settings,
    async learn({ set }, { random, progress, signal, cache }) {
      const most = Math.min(
        ...[...set.train, ...set.validation].map(({ stack }) => Math.floor(stack.shape[0] / 2)),
      );
      const { points, ppm, write } = differenceSpectrum(set.train[0].stack, ppmRange);
      const config = { ...covarianceDefaults, ...network, design, points, transients: most };
      const first = set.train[0].stack;
      const key = {
        settings,
        config,
        set: set.name,
        train: set.train.map(({ id }) => id),
        sample: [...first.re.subarray(0, 64)],
      };
      const trained = await networkKept(
        COVARIANCE,
        key,
        (checkpoint) => {
          const common = { most, ppmRange, augmentation };
          const training = covarianceSamples(set.train, {
            ...common,
            samples,
            random: random.fork("training"),
          });
          const judged = covarianceSamples(set.validation, {
            ...common,
            samples: validation,
            augmentation: undefined,
            random: random.fork("validation"),
          });
          return covarianceTrain(training, judged, config, { progress, signal, checkpoint });
        },
        { cache },
      );
      const transients = (stack: FidStack): Float32Array => {
        const off = transientsOf(stack.shape[0], stack.labels, EDIT_OFF);
        const on = transientsOf(stack.shape[0], stack.labels, EDIT_ON);
        const count = Math.min(off.length, on.length);
        const x = new Float32Array(count * points);
        for (let t = 0; t < count; t++) {
          const row = x.subarray(t * points, (t + 1) * points);
          write(stack, [off[t]], [on[t]], UNCHANGED, row);
          normalise(row);
        }
        return x;
      };
      return (subsets) => {
        const made = covariancePredict(
          trained,
          subsets.map(({ stack }) => transients(stack)),
        );
        return subsets.map(({ stack }, k) =>
          estimateOf(spectraAverage(stackToSpectra(stack)), made.subarray(k * points, (k + 1) * points), ppm),
        );
      };
    },
  };
}

/** OFF as measured, and ON as OFF plus the difference at the height that fits the measured one best. */
function estimateOf(average: SpectrumStack, difference: Float32Array, ppm: Float64Array): SpectrumStack {
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
    // The network makes the real part alone; the imaginary part is that of the subset.
    im[on * p + k] = average.im[on * points + first + k];
  }
  return { ...average, re, im, shape: [2, p], ppm };
}
