import { principalComponents } from "../../embed/index.js";
import { logisticRidge } from "../../stats/index.js";

/** A spectrum of one of two groups. */
export interface LabelledSpectrum {
  id: string;
  spectrum: Float64Array;
  /** The group that a high score speaks for. */
  positive: boolean;
}

export interface SpectraClassifyOptions {
  /** Principal components of the training spectra that are classified. @default 20 */
  components?: number;
  /** Ridge penalty, the components scaled to variance 1. @default 1 */
  ridge?: number;
}

/** A classifier of spectra that was fitted to the training spectra only. */
export interface SpectraClassifier {
  /** Log odds for the positive group. */
  score(spectrum: Float64Array): number;
  /** Change of the log odds per unit of each point of a spectrum. */
  coefficients: Float64Array;
}

/**
 * Ridge logistic regression on the leading principal components of the training spectra. Mean, components and their
 * scale all come from the training spectra.
 *
 * @throws RangeError where a group is empty.
 */
export function spectraClassify(
  training: readonly LabelledSpectrum[],
  options: SpectraClassifyOptions = {},
): SpectraClassifier {
  const { components = 20, ridge = 1 } = options;
  const n = training.length;
  const width = training[0]?.spectrum.length ?? 0;
  const mean = new Float64Array(width);
  for (const { spectrum } of training) spectrum.forEach((value, k) => (mean[k] += value / n));
  const centred = new Float32Array(n * width);
  training.forEach(({ spectrum }, i) =>
    spectrum.forEach((value, k) => (centred[i * width + k] = value - mean[k])),
  );
  const found = principalComponents(centred, [n, width], Math.min(components, n - 1));
  // What is many orders below the first is rounding.
  const kept = [...found.variances.keys()].filter((k) => found.variances[k] > 1e-10 * found.variances[0]);
  const directions = kept.map((k) => {
    const scale = 1 / Math.sqrt(found.variances[k]);
    return found.directions.subarray(k * width, (k + 1) * width).map((value) => scale * value);
  });
  const scores = new Float64Array(n * kept.length);
  for (let i = 0; i < n; i++) {
    directions.forEach((direction, k) => {
      let dot = 0;
      for (let p = 0; p < width; p++) dot += direction[p] * centred[i * width + p];
      scores[i * kept.length + k] = dot;
    });
  }
  const fit = logisticRidge(
    scores,
    training.map(({ positive }) => (positive ? 1 : 0)),
    { ridge },
  );
  const coefficients = new Float64Array(width);
  directions.forEach((direction, k) =>
    direction.forEach((value, p) => (coefficients[p] += fit.weights[k] * value)),
  );
  return {
    coefficients,
    score: (spectrum) =>
      spectrum.reduce((sum, value, k) => sum + coefficients[k] * (value - mean[k]), fit.intercept),
  };
}
