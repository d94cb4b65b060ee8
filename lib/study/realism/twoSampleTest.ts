import type { RandomSource } from "../../signal/index.js";
import { bootstrapInterval, rocAuc } from "../../stats/index.js";
import type { Interval } from "../../stats/index.js";
import { spectraClassify } from "./spectraClassify.js";
import type { LabelledSpectrum, SpectraClassifyOptions } from "./spectraClassify.js";

/** A spectrum with the part of the cross-validation that it is tested in. */
export interface FoldedSpectrum extends LabelledSpectrum {
  fold: string | number;
}

export interface TwoSampleOptions extends SpectraClassifyOptions {
  random: RandomSource;
  /** Resamples of the subjects for the interval. @default 1000 */
  resamples?: number;
}

/** How well a classifier tells two groups of spectra apart that it was not trained on. */
export interface TwoSampleResult {
  /** Area under the ROC curve with its 95 % bootstrap interval over subjects: 0.5 where nothing tells them apart. */
  auc: Interval;
  scores: { id: string; fold: string | number; positive: boolean; score: number }[];
  /** Mean over the folds' classifiers, per point of the spectra. */
  coefficients: Float64Array;
}

/**
 * Classifier two-sample test (Lopez-Paz and Oquab, ICLR 2017, arXiv 1610.06545), cross-validated: each fold's spectra
 * are scored by a classifier that was fitted to the other folds. Scores of different classifiers have no common scale,
 * so that only pairs within a fold count in the area under the curve. Give one spectrum a subject, or all of a
 * subject's in one fold.
 *
 * @throws RangeError with fewer than two folds, or where no fold holds both groups.
 */
export function twoSampleTest(
  spectra: readonly FoldedSpectrum[],
  { random, resamples, ...options }: TwoSampleOptions,
): TwoSampleResult {
  const folds = [...new Set(spectra.map(({ fold }) => fold))];
  if (folds.length < 2) throw new RangeError(`at least 2 folds are needed, got ${folds.length}`);
  const coefficients = new Float64Array(spectra[0].spectrum.length);
  const scores = folds.flatMap((fold) => {
    const classifier = spectraClassify(
      spectra.filter((one) => one.fold !== fold),
      options,
    );
    classifier.coefficients.forEach((value, k) => (coefficients[k] += value / folds.length));
    return spectra
      .filter((one) => one.fold === fold)
      .map(({ id, positive, spectrum }) => ({ id, fold, positive, score: classifier.score(spectrum) }));
  });
  if (!Number.isFinite(aucWithinFolds(scores))) throw new RangeError("no fold holds spectra of both groups");
  return { auc: bootstrapInterval(scores, aucWithinFolds, { random, resamples }), scores, coefficients };
}

/** Share of the pairs within folds whose positive scores higher; NaN where there is no pair. */
export function aucWithinFolds(
  scores: readonly { fold: string | number; positive: boolean; score: number }[],
): number {
  let [wins, pairs] = [0, 0];
  for (const fold of new Set(scores.map((one) => one.fold))) {
    const own = scores.filter((one) => one.fold === fold);
    const of = (group: boolean): number[] =>
      own.filter(({ positive }) => positive === group).map(({ score }) => score);
    const [positives, negatives] = [of(true), of(false)];
    const count = positives.length * negatives.length;
    if (count > 0) wins += count * rocAuc(positives, negatives);
    pairs += count;
  }
  return wins / pairs;
}
