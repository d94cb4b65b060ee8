import { spectraEmbed } from "../../models/index.js";
import { InputError, ppmWindow, randomSource, stackToSpectra } from "../../signal/index.js";
import type { SpectrumStack } from "../../signal/index.js";
import { spectraAverage } from "../spectra/spectraAverage.js";
import { spectraDifference } from "../spectra/spectraDifference.js";
import type { AugmentationConfig } from "./augmentationConfig.js";
import { metricsMeasure, truthMeasure } from "./augmentationMeasure.js";
import type { AugmentationEstimate } from "./augmentationMeasure.js";
import type { AugmentationMaker, AugmentationMethod } from "./augmentationMethod.js";
import type { AugmentationPool } from "./augmentationPool.js";
import { AUGMENTATION_MEASURED } from "./augmentationRow.js";
import type { AugmentationRow } from "./augmentationRow.js";
import type { AugmentationSubject } from "./augmentationSource.js";
import type { AugmentationTestSubject } from "./augmentationWorker.js";

/** ppm range of the spectra that are kept for figure 7. */
const SHOWN = [0.5, 4.2] as const;

/** What is kept of a subject and a method. */
export interface SubjectKept {
  rows: AugmentationRow[];
  spectra: { method: string; n: number; ppm: number[]; values: number[] }[];
}

/** A method that has learned. */
export interface LearnedMethod {
  method: AugmentationMethod;
  make: AugmentationMaker;
}

/**
 * The rows of one test subject, method by method: `measured` is the bare subsets, the full scans and the truth.
 *
 * @param makers - by key; a key without one is `measured`.
 * @param added - metrics that the worker threads do not know.
 */
export async function augmentationSubjectRun(
  subject: AugmentationSubject,
  config: AugmentationConfig,
  makers: ReadonlyMap<string, LearnedMethod>,
  keys: readonly string[],
  added: readonly string[],
  pool: AugmentationPool,
  signal?: AbortSignal,
): Promise<[key: string, kept: SubjectKept][]> {
  const { subsets: sizes, draws, groundTruths, seed } = config;
  const design = { subsets: sizes, draws, groundTruths, seed };
  const cut = await pool.run("testSubject", { subject, design }, signal);
  const references = cut.references.map(({ groundTruth, draw, average }): AugmentationEstimate => ({
    method: AUGMENTATION_MEASURED.full,
    n: groundTruth,
    groundTruth,
    draw,
    difference: spectraDifference(average),
  }));
  const compared =
    config.reference === "truth"
      ? references.map((one) => ({ ...one, difference: truthOf(subject, cut) }))
      : references;
  const result: [string, SubjectKept][] = [];
  for (const key of keys) {
    const maker = makers.get(key);
    const estimates = maker
      ? await methodEstimates(subject, config, cut, maker)
      : subsetEstimates(cut, config.groundTruths);
    const wanted = maker ? estimates : [...estimates, ...references];
    const measured = await pool.run(
      "measureSubject",
      { estimates: wanted, references: compared, truth: cut.truth },
      signal,
    );
    measured.push(...metricsMeasure(wanted, compared, added));
    if (!maker && cut.truth) measured.push(...truthMeasure(cut.truth));
    const rows = measured.map((row): AugmentationRow => ({
      subject: subject.id,
      site: cut.site ?? "",
      ...row,
      draw: row.draw ?? null,
    }));
    const spectra = spectraKept(wanted, config);
    if (!maker && cut.truth) spectra.push(...truthKept(cut.truth));
    result.push([key, { rows, spectra }]);
  }
  return result;
}

function truthOf({ id }: AugmentationSubject, { truth }: AugmentationTestSubject): SpectrumStack {
  if (truth !== undefined) return truth;
  throw new InputError({ key: "reference", value: `the truth of ${id}`, expected: "simulated subjects" });
}

function subsetEstimates(
  { subsets }: AugmentationTestSubject,
  groundTruths: readonly number[],
): AugmentationEstimate[] {
  return subsets.flatMap(({ n, draw, stack }) => {
    const difference = spectraDifference(spectraAverage(stackToSpectra(stack)));
    return groundTruths
      .filter((groundTruth) => groundTruth >= n)
      .map((groundTruth) => ({ method: AUGMENTATION_MEASURED.subset, n, groundTruth, draw, difference }));
  });
}

async function methodEstimates(
  { id }: AugmentationSubject,
  { groundTruths, seed }: AugmentationConfig,
  cut: AugmentationTestSubject,
  { method, make }: LearnedMethod,
): Promise<AugmentationEstimate[]> {
  const random = randomSource(seed).fork(`${id} ${method.name}`);
  const most = Math.max(...groundTruths);
  const { least = 1 } = method;
  const subsets = cut.subsets.filter(({ n }) => n >= least);
  // A subset that is the full scan has nothing to be filled up with.
  const asked = subsets.filter(({ n }) => method.makes === "average" || n < most);
  const wishes = asked.map(({ n, draw, stack }) => ({
    stack,
    count: most - n,
    random: random.fork(`${n} ${draw}`),
  }));
  const made = wishes.length > 0 ? await make(wishes) : [];
  return subsets.flatMap((subset) => {
    const { n, draw, stack } = subset;
    const k = asked.indexOf(subset);
    const wanted = groundTruths.filter((groundTruth) => groundTruth >= n);
    if (method.makes === "average") {
      const difference = wholeAxis(spectraDifference(spectraAverage(made[k])), stack.shape[1]);
      return wanted.map((groundTruth) => ({ method: method.name, n, groundTruth, draw, difference }));
    }
    const measured = spectraDifference(spectraAverage(stackToSpectra(stack)));
    return wanted.map((groundTruth) => {
      if (groundTruth === n) return { method: method.name, n, groundTruth, draw, difference: measured };
      const synthetic = spectraDifference(spectraAverage(made[k], groundTruth - n));
      const whole = wholeAxis(synthetic, stack.shape[1]);
      const share = n / groundTruth;
      const mixed = (a: Float32Array, b: Float32Array): Float32Array =>
        a.map((value, i) => share * value + (1 - share) * b[i]);
      const difference = { ...measured, re: mixed(measured.re, whole.re), im: mixed(measured.im, whole.im) };
      return { method: method.name, n, groundTruth, draw, difference };
    });
  });
}

/** On the scan's whole axis, zero where nothing was made. */
function wholeAxis(spectra: SpectrumStack, points: number): SpectrumStack {
  return spectra.shape[1] === points ? spectra : spectraEmbed(spectra);
}

function spectraKept(
  estimates: readonly AugmentationEstimate[],
  config: AugmentationConfig,
): SubjectKept["spectra"] {
  const n = Math.min(...config.subsets);
  const groundTruth = Math.min(...config.groundTruths);
  return estimates
    .filter(
      (one) => one.draw === 0 && one.groundTruth === groundTruth && (one.n === n || one.n === groundTruth),
    )
    .map(({ method, n, difference }) => ({ method, n, ...shownPart(difference) }));
}

function truthKept(truth: SpectrumStack): SubjectKept["spectra"] {
  return [{ method: AUGMENTATION_MEASURED.truth, n: 0, ...shownPart(truth) }];
}

/** Five digits are more than a figure shows. */
function shownPart({ re, ppm }: SpectrumStack): { ppm: number[]; values: number[] } {
  const [first, last] = ppmWindow(ppm, ...SHOWN);
  return {
    ppm: Array.from(ppm.subarray(first, last), (value) => Number(value.toFixed(4))),
    values: Array.from(re.subarray(first, last), (value) => Number(value.toPrecision(5))),
  };
}
