import type { RandomSource } from "../../signal/index.js";
import { bootstrapInterval } from "../../stats/index.js";
import type { Interval } from "../../stats/index.js";
import type { RealismSpectrum } from "./realismProcess.js";
import { REALISM_PPM } from "./realismProcess.js";
import { spectraClassify } from "./spectraClassify.js";
import type { SpectraClassifyOptions } from "./spectraClassify.js";
import { aucWithinFolds, twoSampleTest } from "./twoSampleTest.js";
import type { FoldedSpectrum } from "./twoSampleTest.js";

/** Sites whose scans nothing about the simulation was ever mended by. */
export const HELD_OUT_SITES: readonly string[] = ["P5", "P6", "P7"];

export interface RealismClassifierOptions extends SpectraClassifyOptions {
  random: RandomSource;
  /** Folds of the cross-validation by subject. @default 6 */
  folds?: number;
  resamples?: number;
}

/** How well two groups of spectra can be told apart. */
export interface RealismAuc extends Interval {
  /** In words, for a table and the figure. */
  comparison: string;
  /** `simulated` where simulation is compared with measurement, `alike` where both sides are of one kind. */
  kind: "simulated" | "alike";
  subjects: number;
}

/** What the classifier leans on, and the spectra that it saw, per point of `REALISM_PPM`. */
export interface RealismPoint {
  ppm: number;
  /** Change of the log odds for "simulated" by one SD of this point over the measured subjects. */
  coefficient: number;
  /** Mean of simulated less mean of measured, in SDs of the measured subjects. */
  difference: number;
  measured: number;
  simulated: number;
}

export interface RealismClassifierResult {
  aucs: RealismAuc[];
  points: RealismPoint[];
}

/**
 * Whether a classifier can tell measured from simulated spectra of subjects that it has not seen:
 *
 * - all sites, by subject; the same by site;
 * - trained on the sites that the simulation was mended by and half of the simulated sites, tested on the held-out
 *   sites and the other half;
 * - for perspective the same test between real and real (each way to halve the measured sites, the mean of the areas)
 *   and between simulated and simulated, cross-validated by subject: sites differ, in both.
 */
export function realismClassifier(
  spectra: readonly RealismSpectrum[],
  { random, folds = 6, resamples, ...options }: RealismClassifierOptions,
): RealismClassifierResult {
  const measured = spectra.filter(({ group }) => group === "measured");
  const simulated = spectra.filter(({ group }) => group === "simulated");
  const heldOut = (one: RealismSpectrum): boolean => HELD_OUT_SITES.includes(one.site);
  const known = measured.filter((one) => !heldOut(one));
  const [firstHalf, secondHalf] = siteHalves(simulated);
  const test = (
    kind: RealismAuc["kind"],
    comparison: string,
    positives: readonly RealismSpectrum[],
    negatives: readonly RealismSpectrum[],
    bySite = false,
  ): { auc: RealismAuc; coefficients: Float64Array } => {
    const folded = [
      ...foldsOf(positives, true, bySite ? undefined : folds, random),
      ...foldsOf(negatives, false, bySite ? undefined : folds, random),
    ];
    const { auc, coefficients } = twoSampleTest(folded, { random, resamples, ...options });
    return { auc: { comparison, kind, subjects: folded.length, ...auc }, coefficients };
  };
  const bySubject = test("simulated", "all sites, by subject", simulated, measured);
  const bySite = test("simulated", "all sites, by site", simulated, measured, true);
  const open = test("simulated", "P1, P3, P4, by subject", firstHalf, known);

  const classifier = spectraClassify(labelled(firstHalf, true).concat(labelled(known, false)), options);
  const unseen = [...labelled(secondHalf, true), ...labelled(measured.filter(heldOut), false)].map((one) => ({
    ...one,
    fold: 0,
    score: classifier.score(one.spectrum),
  }));
  const sealed: RealismAuc = {
    comparison: "held-out P5, P6, P7",
    kind: "simulated",
    subjects: unseen.length,
    ...bootstrapInterval(unseen, aucWithinFolds, { random, resamples }),
  };
  const nulls = [
    meanAuc("measured against measured", halvings(measured), (a, b) => test("alike", "", a, b)),
    meanAuc("simulated against simulated", halvings(simulated), (a, b) => test("alike", "", a, b)),
  ];
  return {
    aucs: [bySubject.auc, bySite.auc, open.auc, sealed, ...nulls],
    points: pointsOf(measured, simulated, bySubject.coefficients),
  };
}

function labelled(
  spectra: readonly RealismSpectrum[],
  positive: boolean,
): { id: string; spectrum: Float64Array; positive: boolean }[] {
  return spectra.map(({ id, spectrum }) => ({ id, spectrum, positive }));
}

/** Folds over the subjects of each site in turn, so that every fold has of every site; or a fold a site. */
function foldsOf(
  spectra: readonly RealismSpectrum[],
  positive: boolean,
  folds: number | undefined,
  random: RandomSource,
): FoldedSpectrum[] {
  const sites = [...new Set(spectra.map(({ site }) => site))].sort();
  let next = 0;
  return sites.flatMap((site, s) => {
    const own = spectra.filter((one) => one.site === site);
    const order = [...random.permutation(own.length)].map((k) => own[k]);
    return labelled(order, positive).map((one) => ({
      ...one,
      fold: folds === undefined ? s : next++ % folds,
    }));
  });
}

/** The spectra of the first half of the sites in order, and of the others. */
function siteHalves(spectra: readonly RealismSpectrum[]): [RealismSpectrum[], RealismSpectrum[]] {
  const sites = [...new Set(spectra.map(({ site }) => site))].sort();
  const first = sites.slice(0, Math.ceil(sites.length / 2));
  return [
    spectra.filter(({ site }) => first.includes(site)),
    spectra.filter(({ site }) => !first.includes(site)),
  ];
}

/** Every way to part the sites into halves, each once: 10 for six sites. */
function halvings(spectra: readonly RealismSpectrum[]): [RealismSpectrum[], RealismSpectrum[]][] {
  const sites = [...new Set(spectra.map(({ site }) => site))].sort();
  const half = Math.floor(sites.length / 2);
  return Array.from({ length: 2 ** (sites.length - 1) }, (_, bits) =>
    sites.filter((_, s) => s === 0 || (bits >> (s - 1)) & 1),
  )
    .filter((chosen) => chosen.length === half)
    .map((chosen) => [
      spectra.filter(({ site }) => chosen.includes(site)),
      spectra.filter(({ site }) => !chosen.includes(site)),
    ]);
}

/** The mean over the halvings, and the lowest and highest of them in place of an interval. */
function meanAuc(
  comparison: string,
  halves: readonly [RealismSpectrum[], RealismSpectrum[]][],
  test: (a: RealismSpectrum[], b: RealismSpectrum[]) => { auc: RealismAuc },
): RealismAuc {
  const aucs = halves.map(([a, b]) => test(a, b).auc);
  const values = aucs.map(({ value }) => value);
  return {
    comparison,
    kind: "alike",
    subjects: aucs[0].subjects,
    value: values.reduce((sum, value) => sum + value, 0) / values.length,
    low: Math.min(...values),
    high: Math.max(...values),
  };
}

function pointsOf(
  measured: readonly RealismSpectrum[],
  simulated: readonly RealismSpectrum[],
  coefficients: Float64Array,
): RealismPoint[] {
  const moments = (spectra: readonly RealismSpectrum[], k: number): [number, number] => {
    const mean = spectra.reduce((sum, { spectrum }) => sum + spectrum[k], 0) / spectra.length;
    const square = spectra.reduce((sum, { spectrum }) => sum + (spectrum[k] - mean) ** 2, 0);
    return [mean, Math.sqrt(square / (spectra.length - 1))];
  };
  return Array.from(REALISM_PPM, (ppm, k) => {
    const [[real, sd], [made]] = [moments(measured, k), moments(simulated, k)];
    return {
      ppm,
      coefficient: coefficients[k] * sd,
      difference: (made - real) / sd,
      measured: real,
      simulated: made,
    };
  });
}
