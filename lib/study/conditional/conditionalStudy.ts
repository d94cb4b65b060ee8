import { linearRegression, mean, sampleCorrelation } from "simple-statistics";
import { labelledSpectra } from "../../cohort/index.js";
import type { LabelledDraw, LabelledSpectra } from "../../cohort/index.js";
import { cvaeDecode, cvaeEncode } from "../../models/index.js";
import type { Cvae } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";
import { labelledRows } from "./conditionalSet.js";
import type { ConditionalSet } from "./conditionalSet.js";
import type { ConditionalSettings } from "./conditionalSettings.js";
import { spectrumParametersFit } from "./spectrumParametersFit.js";
import type { FittedParameters } from "./spectrumParametersFit.js";

/** What is gone along: the zero-order phase, or both widths of the lines. */
export type ConditionalPath = "phase" | "width";

/** One spectrum on the way from one encoded spectrum to another, and what was read off it. */
export interface PathRow {
  path: ConditionalPath;
  pair: number;
  /** 0 at the first spectrum, 1 at the second. */
  alpha: number;
  /** Fitted: degrees of phase, or Hz of width (full width at half maximum). */
  fitted: number;
  /** Where a straight way between the true ends would be. */
  straight: number;
  /** Mean over metabolites of fitted concentration over the one asked for. */
  amount: number;
}

/** How well behaved the ways are; means over pairs. */
export interface PathNumbers {
  path: ConditionalPath;
  pairs: number;
  /** Share of steps that go the right way. */
  monotone: number;
  /** R squared of fitted value against alpha. */
  linearity: number;
  /** RMS distance from the straight way, in degrees or Hz. */
  error: number;
  /** Length of the way in spectrum space over that of the true spectra's; 1 is as short as the physics. */
  length: number;
  /** Largest step in spectrum space over the mean one; 1 is even. */
  evenness: number;
  /** Smallest fitted over asked concentration on the way: below 1, lines cancel as in a plain mixture of two spectra. */
  least: number;
}

/** A concentration asked for against the one that a fit finds in the spectrum. */
export interface LabelFidelityRow {
  /** Latent points: of encoded test spectra, or drawn from N(0, I). */
  from: "encoded" | "prior";
  metabolite: string;
  /** mM. */
  asked: number;
  fitted: number;
}

export interface LabelFidelityNumbers {
  from: LabelFidelityRow["from"];
  metabolite: string;
  r: number;
  slope: number;
  /** mM. */
  bias: number;
  rmse: number;
}

export interface ConditionalResult {
  path: PathRow[];
  pathNumbers: PathNumbers[];
  fidelity: LabelFidelityRow[];
  fidelityNumbers: LabelFidelityNumbers[];
  /** Real parts of the first pair of each path, decoded, for the figure. */
  spectra: { path: ConditionalPath; alpha: number; ppm: number; value: number }[];
}

const DEGREES = 180 / Math.PI;

/**
 * What a conditional VAE has learned, measured: it goes between pairs of encoded test spectra that differ in the
 * phase alone or in the line widths alone, and the phase and width of each spectrum on the way are fitted; and it is
 * asked for concentrations, which are fitted, too. All on spectra that it has not seen.
 */
export function conditionalStudy(
  model: Cvae,
  set: ConditionalSet,
  settings: ConditionalSettings,
): ConditionalResult {
  const random = randomSource(settings.seed).fork("study");
  const ways = (["phase", "width"] as const).map((path) =>
    pathWalk(model, set, settings, path, random.fork(path)),
  );
  const fidelity = (["encoded", "prior"] as const).flatMap((from) =>
    labelsAsked(model, set, from, random.fork(from)),
  );
  const names = set.labels.map(({ name }) => name);
  const fidelityNumbers = (["encoded", "prior"] as const).flatMap((from) =>
    names.map((metabolite): LabelFidelityNumbers => {
      const own = fidelity.filter((row) => row.from === from && row.metabolite === metabolite);
      const [asked, fitted] = [own.map((row) => row.asked), own.map((row) => row.fitted)];
      const errors = fitted.map((value, k) => value - asked[k]);
      return {
        from,
        metabolite,
        r: sampleCorrelation(asked, fitted),
        slope: linearRegression(asked.map((value, k) => [value, fitted[k]])).m,
        bias: mean(errors),
        rmse: Math.sqrt(mean(errors.map((error) => error * error))),
      };
    }),
  );
  return {
    path: ways.flatMap(({ rows }) => rows),
    pathNumbers: ways.map(({ numbers }) => numbers),
    fidelity,
    fidelityNumbers,
    spectra: ways.flatMap(({ spectra }) => spectra),
  };
}

/** Fits one row of the set's spectra. */
function fitOf(set: ConditionalSet, row: Float32Array, start?: FittedParameters): FittedParameters {
  const order = set.draw.baseline?.order ?? -1;
  return spectrumParametersFit(set.maker, set.labels.length, row, { order, start });
}

interface Walk {
  rows: PathRow[];
  numbers: PathNumbers;
  spectra: ConditionalResult["spectra"];
}

function pathWalk(
  model: Cvae,
  set: ConditionalSet,
  { pairs, steps }: ConditionalSettings,
  path: ConditionalPath,
  random: RandomSource,
): Walk {
  const { latent } = model.config;
  const alphas = Array.from({ length: steps }, (_, k) => k / (steps - 1));
  const each = Array.from({ length: pairs }, (_, pair) => {
    const ends = pairMake(set, path, random.fork(pair));
    const { mean: z } = cvaeEncode(model, labelledRows(ends));
    const points = new Float32Array(steps * latent);
    const labels = new Float32Array(steps * set.labels.length);
    alphas.forEach((alpha, k) => {
      for (let d = 0; d < latent; d++) points[k * latent + d] = (1 - alpha) * z[d] + alpha * z[latent + d];
      labels.set(ends.concentrations.subarray(0, set.labels.length), k * set.labels.length);
    });
    const made = cvaeDecode(model, points, labels);
    const truth = straightSpectra(set, ends, alphas);
    const width = made.shape[1];
    const rowOf = (rows: Float32Array, k: number): Float32Array => rows.subarray(k * width, (k + 1) * width);
    let before: FittedParameters | undefined;
    const rows = alphas.map((alpha, k): PathRow => {
      const fitted = fitOf(set, rowOf(made.rows, k), before);
      before = fitted;
      const [first, last] = [0, 1].map((end) => endValue(ends, path, end));
      return {
        path,
        pair,
        alpha,
        fitted: path === "phase" ? fitted.phase * DEGREES : fitted.width,
        straight: (1 - alpha) * first + alpha * last,
        amount: mean(set.labels.map((_, m) => fitted.concentrations[m] / labels[m])),
      };
    });
    const lengths = (all: Float32Array): number[] =>
      alphas.slice(1).map((_, k) => distance(rowOf(all, k), rowOf(all, k + 1)));
    return { rows, made, made_steps: lengths(made.rows), true_steps: lengths(truth) };
  });
  const total = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0);
  const numbers: PathNumbers = {
    path,
    pairs,
    monotone: mean(
      each.map(({ rows }) => {
        const way = Math.sign(rows[steps - 1].straight - rows[0].straight);
        return mean(rows.slice(1).map((row, k) => (Math.sign(row.fitted - rows[k].fitted) === way ? 1 : 0)));
      }),
    ),
    linearity: mean(
      each.map(
        ({ rows }) =>
          sampleCorrelation(
            alphas,
            rows.map(({ fitted }) => fitted),
          ) ** 2,
      ),
    ),
    error: Math.sqrt(mean(each.flatMap(({ rows }) => rows.map((row) => (row.fitted - row.straight) ** 2)))),
    length: mean(each.map(({ made_steps, true_steps }) => total(made_steps) / total(true_steps))),
    evenness: mean(each.map(({ made_steps }) => Math.max(...made_steps) / mean(made_steps))),
    least: mean(each.map(({ rows }) => Math.min(...rows.map(({ amount }) => amount)))),
  };
  const { made } = each[0];
  const p = set.maker.ppm.length;
  const spectra = alphas.flatMap((alpha, k) =>
    [...set.maker.ppm].map((ppm, j) => ({ path, alpha, ppm, value: made.rows[k * 2 * p + j] })),
  );
  return { rows: each.flatMap(({ rows }) => rows), numbers, spectra };
}

/** Two spectra that differ in the path's parameters alone, far apart in those, each with noise of its own. */
function pairMake(set: ConditionalSet, path: ConditionalPath, random: RandomSource): LabelledSpectra {
  const fixed = ([low, high]: readonly [number, number]): [number, number] => {
    const value = low + (high - low) * random.uniform();
    return [value, value];
  };
  // A spectrum without either metabolite tells no phase and no width: amounts from the upper two thirds of the range.
  const amounts = set.draw.concentrations.map(([low, high]) => fixed([low + (high - low) / 3, high]));
  const common = {
    ...set.draw,
    concentrations: amounts,
    lorentzian: fixed(set.draw.lorentzian),
    gaussian: fixed(set.draw.gaussian),
    frequency: fixed(set.draw.frequency),
    phase: fixed(set.draw.phase),
    baseline: undefined,
  };
  const end = (part: number): LabelledSpectra => {
    const at = ([low, high]: readonly [number, number]): [number, number] => {
      const value = low + (high - low) * part;
      return [value, value];
    };
    const draw: LabelledDraw =
      path === "phase"
        ? { ...common, phase: at(set.draw.phase) }
        : { ...common, lorentzian: at(set.draw.lorentzian), gaussian: at(set.draw.gaussian) };
    return labelledSpectra(set.maker, draw, 1, random.fork(part));
  };
  const [a, b] = [end(0.1), end(0.9)];
  const both = (key: keyof LabelledSpectra): Float32Array =>
    Float32Array.from([...(a[key] as Float32Array), ...(b[key] as Float32Array)]);
  return {
    rows: both("rows"),
    clean: both("clean"),
    concentrations: both("concentrations"),
    lorentzian: both("lorentzian"),
    gaussian: both("gaussian"),
    frequency: both("frequency"),
    phase: both("phase"),
    shape: [2, a.shape[1]],
  };
}

function endValue(ends: LabelledSpectra, path: ConditionalPath, end: number): number {
  if (path === "phase") return ends.phase[end] * DEGREES;
  const [lorentzian, gaussian] = [ends.lorentzian[end], ends.gaussian[end]];
  return 0.5346 * lorentzian + Math.sqrt(0.2166 * lorentzian ** 2 + gaussian ** 2);
}

/** The spectra that lie straight between two in the parameters that differ, noise-free. */
function straightSpectra(
  set: ConditionalSet,
  ends: LabelledSpectra,
  alphas: readonly number[],
): Float32Array {
  const p = set.maker.ppm.length;
  const rows = new Float32Array(alphas.length * 2 * p);
  const [re, im] = [new Float32Array(p), new Float32Array(p)];
  alphas.forEach((alpha, k) => {
    const at = (values: Float32Array): number => (1 - alpha) * values[0] + alpha * values[1];
    const { lorentzian, gaussian, frequency, phase } = ends;
    set.maker.make(
      {
        concentrations: ends.concentrations.subarray(0, set.labels.length),
        lorentzian: at(lorentzian),
        gaussian: at(gaussian),
        frequency: at(frequency),
        phase: at(phase),
      },
      re,
      im,
      0,
    );
    rows.set(re, k * 2 * p);
    rows.set(im, k * 2 * p + p);
  });
  return rows;
}

function distance(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < a.length; k++) sum += (a[k] - b[k]) ** 2;
  return Math.sqrt(sum);
}

/** Decodes latent points with concentrations drawn anew, and fits what comes out. */
function labelsAsked(
  model: Cvae,
  set: ConditionalSet,
  from: LabelFidelityRow["from"],
  random: RandomSource,
): LabelFidelityRow[] {
  const n = set.test.shape[0];
  const { latent } = model.config;
  const z =
    from === "encoded"
      ? cvaeEncode(model, labelledRows(set.test)).mean
      : Float32Array.from({ length: n * latent }, () => random.normal());
  const asked = Float32Array.from({ length: n * set.labels.length }, (_, k) => {
    const [low, high] = set.labels[k % set.labels.length].range;
    return low + (high - low) * random.uniform();
  });
  const { rows, shape } = cvaeDecode(model, z, asked);
  return Array.from({ length: n }, (_, i) => {
    const { concentrations } = fitOf(set, rows.subarray(i * shape[1], (i + 1) * shape[1]));
    return set.labels.map(({ name }, m) => ({
      from,
      metabolite: name,
      asked: asked[i * set.labels.length + m],
      fitted: concentrations[m],
    }));
  }).flat();
}
