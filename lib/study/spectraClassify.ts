import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { logisticRidge } from "../stats/index.js";

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
  const centred = new Matrix(training.map(({ spectrum }) => spectrum.map((value, k) => value - mean[k])));
  // Fewer spectra than points: the components come from the n x n products of the spectra with each other.
  const { realEigenvalues, eigenvectorMatrix } = new EigenvalueDecomposition(
    centred.mmul(centred.transpose()),
    { assumeSymmetric: true },
  );
  // Ascending; centring leaves n - 1 of them, and what is many orders below the first is rounding.
  const last = realEigenvalues[n - 1];
  const kept = Array.from({ length: Math.min(components, n - 1) }, (_, k) => n - 1 - k).filter(
    (k) => realEigenvalues[k] > 1e-10 * last,
  );
  const scores = new Float64Array(n * kept.length);
  kept.forEach((place, k) => {
    for (let i = 0; i < n; i++)
      scores[i * kept.length + k] = eigenvectorMatrix.get(i, place) * Math.sqrt(n - 1);
  });
  const fit = logisticRidge(
    scores,
    training.map(({ positive }) => (positive ? 1 : 0)),
    { ridge },
  );
  const coefficients = new Float64Array(width);
  kept.forEach((place, k) => {
    const scale = (fit.weights[k] * Math.sqrt(n - 1)) / realEigenvalues[place];
    for (let i = 0; i < n; i++) {
      const weight = scale * eigenvectorMatrix.get(i, place);
      for (let p = 0; p < width; p++) coefficients[p] += weight * centred.get(i, p);
    }
  });
  return {
    coefficients,
    score: (spectrum) =>
      spectrum.reduce((sum, value, k) => sum + coefficients[k] * (value - mean[k]), fit.intercept),
  };
}
