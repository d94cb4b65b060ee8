import { metaboliteEntry, metaboliteKind, metaboliteValue } from "../basis/index.js";
import {
  dataRead,
  InputError,
  nextPowerOfTwo,
  spectrumNoise,
  stackToSpectra,
  stackZerosCut,
} from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { basisCheck } from "./basisCheck.js";
import { basisChoose } from "./basisChoose.js";
import type { BasisChoice } from "./basisChoose.js";
import { basisMatch } from "./basisMatch.js";
import { fitCovariance } from "./fitCovariance.js";
import { fitModel } from "./fitModel.js";
import type { FitModel, ModelComponent } from "./fitModel.js";
import type { FitBaseline, FitOptions, FitStart } from "./fitOptions.js";
import type { FitComponent, FitKind, FitResult } from "./fitResult.js";
import { fitSettings } from "./fitSettings.js";
import type { FitSettings } from "./fitSettings.js";
import { fitSolve } from "./fitSolve.js";
import { protonAmplitude } from "./protonAmplitude.js";
import { fitFlags } from "./fitFlags.js";
import type { AmplitudePull, Solution, SolveSetup } from "./fitSolve.js";
import { gaussianComponents } from "./gaussianComponents.js";
import { residualWorst } from "./residualWorst.js";

/** Lines that the first step knows a spectrum by. */
const PLAIN = ["NAA", "tNAA", "Cr", "PCr", "tCr", "GPC", "PCh", "Cho", "tCho", "mI", "Glu"];
/** LCModel's "Big3": tNAA + tCr + 3 tCho. */
const SINGLETS: Record<string, number> = {
  ...{ NAA: 1, NAAG: 1, tNAA: 1, Cr: 1, PCr: 1, tCr: 1 },
  ...{ GPC: 3, PCh: 3, Cho: 3, tCho: 3 },
};
/** A first step that leaves more than this share of the signal has not found the lines. */
const LOST = 0.4;
const DEGREE = Math.PI / 180;
/** Dimensions per ppm that a baseline chosen by the data is chosen from: nearly a line to nearly free. */
const DIMENSIONS = [0.5, 1, 2, 3, 4.5, 7, 10];
/** And where every row counts, so that the softest wins in vivo. */
const DIMENSIONS_ALL_ROWS = [1, 2, 4, 8];
/** The one that a fit begins with. */
const BEGIN = 4;

/**
 * Fits one spectrum as a linear combination of a basis set's metabolites and of Gaussian macromolecules and lipids over
 * a smooth baseline. Amplitudes are >= 0 and solved together with the baseline for each set of shifts, widths and
 * phases (variable projection); these are found by Levenberg-Marquardt within the preset's limits, from a start that a
 * fit of the main lines with one common shift gives. The basis may have another dwell time, length or centre.
 *
 * @param fid - one FID, processed: averaged, water removed. Zeros that it was filled with are cut off. A shift of 20 Hz and any zero-order phase are found.
 * @throws InputError for a stack of several FIDs, a basis of another field, nucleus or echo time or too short for the
 * scan, names that the basis lacks, or a range without data.
 */
export function spectrumFit(fid: FidStack, basis: BasisSet, options: FitOptions = {}): FitResult {
  const begun = performance.now();
  const settings = fitSettings(options);
  if (fid.shape[0] !== 1) {
    throw new InputError({ key: "stack.shape", value: fid.shape, expected: "one FID: average first" });
  }
  const stack = stackZerosCut(fid);
  const told = basisCheck(basis, stack, options);
  const { parts, notFitted } = componentsOf(stack, basis, settings, options);
  const unknown = parts.filter(({ name, gaussian }) => !gaussian && metaboliteEntry(name) === undefined);
  if (unknown.length > 0) {
    told.push(`names not known, fitted as they are: ${unknown.map(({ name }) => name).join(", ")}`);
  }
  const noise = noiseOf(stack);
  const first: FirstStep = options.start ?? coarse(stack, parts, settings);
  const { baseline, ratioPriors } = settings;
  let setup = setupOf(stack, parts, settings, first, noise.sd);
  const auto = baseline.kind === "penalised" && typeof baseline.dimensionPerPpm === "string";
  if (auto || ratioPriors) {
    // Near enough to choose by, and to see how far the model is from the data: in vivo that, not noise, is the error.
    const { parameters, residual } = fitSolve({ ...setup, iterations: 4, tolerance: 1e-2 });
    const prior = priorOf(setup.model, parts, settings, first.size, meanSquare(residual) ** 0.5);
    const alike = rowsAlike(stack, settings, first, 1 - noise.ofRow ** 2 / meanSquare(residual));
    const model = auto ? stiffnessChosen({ ...setup, prior }, baseline, parameters, alike) : setup.model;
    setup = { ...setup, from: parameters, prior, model };
  }
  const solution = fitSolve(setup);
  const found = resultOf(parts, settings, setup, setup.model, solution, noise, begun);
  return { ...found, notFitted, flags: [...told, ...found.flags] };
}

/**
 * The model with the baseline that Akaike's criterion likes best, as many rows counted as are independent. Without that the
 * softest baseline would always win in vivo, where lines that the model has not quite right outweigh the noise.
 *
 * @param alike - rows that tell as much as one.
 */
function stiffnessChosen(
  setup: SolveSetup,
  baseline: Extract<FitBaseline, { kind: "penalised" }>,
  at: Float64Array,
  alike: number,
): FitModel {
  let chosen = setup.model;
  let least = Infinity;
  const allRows = baseline.dimensionPerPpm === "auto, all rows";
  for (const dimensionPerPpm of allRows ? DIMENSIONS_ALL_ROWS : DIMENSIONS) {
    const model = setup.model.withBaseline({ ...baseline, dimensionPerPpm });
    const { residual } = fitSolve({ ...setup, model, start: at, iterations: 0 });
    const independent = residual.length / (allRows ? 1 : alike);
    const criterion = independent * Math.log(meanSquare(residual)) + 2 * model.baseline.dimension;
    if (criterion < least) [chosen, least] = [model, criterion];
  }
  return chosen;
}

/**
 * How many rows of a residual tell as much as one: noise is its own in each, what the model has wrong about a line goes on
 * for that line's width (its area over its height, 1.5 widths at half maximum of a line between Gaussian and Lorentzian).
 *
 * @param misfit - share of the residual's power that is not noise.
 */
function rowsAlike(stack: FidStack, settings: FitSettings, first: FirstStep, misfit: number): number {
  const rows = (1.5 * lineWidth(first)) / rowSpacing(stack, settings);
  return 1 + Math.max(0, misfit) * Math.max(0, rows - 1);
}

/** Hz, full width at half maximum of the first step's lines, of which 2 Hz are Lorentzian. */
function lineWidth({ gaussian }: FirstStep): number {
  return 1.07 + Math.sqrt(0.87 + gaussian ** 2);
}

/** Hz between rows of the fit's data. */
function rowSpacing({ shape: [, samples], dwellTime }: FidStack, { residual }: FitSettings): number {
  return 1 / (nextPowerOfTwo(samples) * (residual === "complex" ? 1 : 2) * dwellTime);
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** Where the data are to choose, what they begin with. */
function stated(baseline: FitBaseline): FitBaseline {
  if (baseline.kind !== "penalised" || typeof baseline.dimensionPerPpm !== "string") return baseline;
  return { ...baseline, dimensionPerPpm: BEGIN };
}

/** What the first step finds. */
interface FirstStep extends FitStart {
  /** Amplitude of the three strong singlets together, where it was asked for. */
  size?: number;
}

interface Part {
  name: string;
  kind: FitKind;
  re: Float64Array;
  im: Float64Array;
  /** Hz that its T2 broadens it by. */
  relaxation: number;
  /** Has the metabolites' shift and width. */
  tied: boolean;
  /** Not of the basis. */
  gaussian?: boolean;
}

interface TissueFile {
  default: { t2: [number, number] };
  metabolites: Record<string, { t2?: [number, number] }>;
}

function componentsOf(
  stack: FidStack,
  basis: BasisSet,
  settings: FitSettings,
  { proton = protonAmplitude(basis), merge = {}, greyMatter = 2 / 3 }: FitOptions,
): { parts: Part[]; notFitted: BasisChoice["notFitted"] } {
  const points = stack.shape[1];
  const matched = basisMatch(basis, stack, points);
  const own = settings.gaussians.flatMap((group) => gaussianComponents(group, stack, points, proton));
  const { fitted, notFitted } = basisChoose(matched, settings, new Set(own.map(({ kind }) => kind)));
  const { metabolites, default: usual } = dataRead<TissueFile>("tissue.json");
  const parts = fitted.map(({ name, row }): Part => {
    const [from, to] = [row * points, (row + 1) * points];
    const [re, im] = [matched.re.subarray(from, to), matched.im.subarray(from, to)];
    const stands = metaboliteKind(name);
    const kind = stands === "reference" ? "metabolite" : stands;
    const tied = kind === "metabolite";
    const [grey, white] = metaboliteValue(metabolites, name)?.t2 ?? usual.t2;
    const t2 = greyMatter * grey + (1 - greyMatter) * white;
    const relaxation = settings.relaxation && tied ? 1 / (Math.PI * t2) : 0;
    return { name, kind, tied, relaxation, re, im };
  });
  for (const gaussian of own) {
    // What the basis brings itself, by name or as a measured macromolecule spectrum, is not added a second time.
    const whole = gaussian.kind === "macromolecule" && parts.some(({ name }) => name === "MMexp");
    if (whole || parts.some(({ name }) => name === gaussian.name)) continue;
    parts.push({ ...gaussian, relaxation: 0, gaussian: true });
  }
  for (const [name, into] of Object.entries(merge)) {
    const [from, to] = [name, into].map((wanted) => parts.findIndex((part) => part.name === wanted));
    if (from < 0 || to < 0) continue;
    parts[to] = {
      ...parts[to],
      re: parts[to].re.map((value, t) => value + parts[from].re[t]),
      im: parts[to].im.map((value, t) => value + parts[from].im[t]),
    };
    parts.splice(from, 1);
  }
  return { parts, notFitted };
}

/** SD of the noise in the real part of the plain spectrum, and of a row of the fit's data as far as rows are independent. */
function noiseOf(stack: FidStack): { sd: number; ofRow: number } {
  const noise = spectrumNoise(stackToSpectra(stack));
  const samples = stack.shape[1];
  if (noise === undefined) {
    throw new InputError({ key: "points", value: samples, expected: "enough to measure the noise by" });
  }
  // Filling to a power of two makes more rows of the same noise: each tells less.
  return { sd: noise.sd, ofRow: noise.sd * Math.sqrt(nextPowerOfTwo(samples) / samples) };
}

/** Common shift, Gaussian width and phase from the main lines over a soft baseline. */
function coarse(stack: FidStack, parts: Part[], settings: FitSettings): FirstStep {
  const [low, high] = settings.ppmRange;
  const known = parts.filter(({ name }) => PLAIN.includes(name));
  const chosen = known.length > 0 ? known : parts;
  const model = fitModel({
    stack,
    ppmRange: [Math.max(low, Math.min(1.85, high - 0.5)), Math.min(high, 4.1)],
    complex: true,
    components: chosen.map(({ re, im }) => ({
      re,
      im,
      group: 0,
      relaxation: 0,
    })),
    shift: 0,
    lineshaped: [false],
    lineshape: 1,
    baseline: { kind: "spline", knotSpacing: 0.25 },
  });
  const { layout } = model;
  const begin = (shift: number, phase0: number): SolveSetup => {
    const start = new Float64Array(layout.count);
    start[layout.phase0] = phase0;
    start[layout.gaussian] = 25;
    start[layout.shift] = shift;
    start[layout.width] = 2;
    const lower = start.slice();
    const upper = start.slice();
    lower[layout.phase0] -= Math.PI;
    upper[layout.phase0] += Math.PI;
    lower[layout.phase1] = -settings.limits.phase1 * DEGREE;
    upper[layout.phase1] = settings.limits.phase1 * DEGREE;
    lower[layout.gaussian] = 1;
    upper[layout.gaussian] = 400;
    lower[layout.shift] -= 6;
    upper[layout.shift] += 6;
    return {
      model,
      start,
      low: lower,
      high: upper,
      pull: new Float64Array(layout.count),
      pulls: [],
      prior: new Float64Array(0),
      iterations: 10,
      tolerance: 1e-3,
    };
  };
  const flat = fitSolve({ ...begin(0, 0), iterations: 0, model: { ...model, count: 0 } }).cost;
  let best = fitSolve(begin(0, 0));
  if (best.cost > LOST * flat) {
    for (const shift of [-16, -12, -8, -4, 0, 4, 8, 12, 16]) {
      for (const quarter of [0, 1, 2, 3]) {
        const found = fitSolve({ ...begin(shift, (quarter * Math.PI) / 2), iterations: 3 });
        if (found.cost < best.cost) best = found;
      }
    }
    best = fitSolve({ ...begin(best.parameters[layout.shift], best.parameters[0]) });
  }
  const { parameters, amplitudes } = best;
  return {
    size: chosen.reduce((sum, { name }, i) => sum + (SINGLETS[name] ?? 0) * amplitudes[i], 0),
    shift: parameters[layout.shift],
    gaussian: Math.sqrt(parameters[layout.gaussian]),
    phase0: parameters[0],
    phase1: parameters[1],
  };
}

function setupOf(
  stack: FidStack,
  parts: Part[],
  settings: FitSettings,
  first: FirstStep,
  noiseSd: number,
): SolveSetup {
  const { limits, groups, gaussianGroups } = settings;
  /** The first part of each group. */
  const known = new Map<string, Part>();
  const groupOf = (part: Part): number => {
    let key: string;
    if (!part.tied) key = gaussianGroups === "each" ? part.name : part.kind;
    else if (groups === "each") key = part.name;
    else key = `group ${groups.findIndex((list) => list.includes(part.name))}`;
    if (!known.has(key)) known.set(key, part);
    return [...known.keys()].indexOf(key);
  };
  const components: ModelComponent[] = parts.map((part) => ({
    re: part.re,
    im: part.im,
    group: groupOf(part),
    relaxation: part.relaxation,
  }));
  // Osprey: 2.5 half widths of the lines in the power spectrum, an odd number of points.
  const width = (0.7 * lineWidth(first)) / rowSpacing(stack, settings);
  const taps = settings.lineshape ? Math.max(3, 2 * Math.floor((2.5 * width) / 4 + 0.5) + 1) : 1;
  const model = fitModel({
    stack,
    ppmRange: settings.ppmRange,
    complex: settings.residual === "complex",
    components,
    shift: first.shift,
    lineshaped: [...known.values()].map(({ tied }) => tied),
    lineshape: taps,
    baseline: stated(settings.baseline),
  });
  const { layout } = model;
  const start = new Float64Array(layout.count);
  const low = new Float64Array(layout.count);
  const high = new Float64Array(layout.count);
  const pull = new Float64Array(layout.count);
  const put = (at: number, least: number, value: number, most: number): void => {
    low[at] = least;
    high[at] = most;
    start[at] = Math.min(most, Math.max(least, value));
  };
  put(0, first.phase0 - limits.phase0 * DEGREE, first.phase0, first.phase0 + limits.phase0 * DEGREE);
  put(1, -limits.phase1 * DEGREE, first.phase1, limits.phase1 * DEGREE);
  put(2, limits.gaussian[0] ** 2, first.gaussian ** 2, limits.gaussian[1] ** 2);
  const { relaxation: [none, whole, over] = [0, 1, 1] } = limits;
  const held = first.relaxation;
  if (held === undefined) put(layout.relaxation, none, whole, over);
  else put(layout.relaxation, held, held, held);
  // Noise of a row: zero-filling adds no noise, and a real part alone is a row like a complex one's.
  const isWide = ({ tied, gaussian }: Part): boolean => !tied && gaussian === true;
  [...known.values()].forEach((part, group) => {
    const { shift, gaussianShift, lipidShift = gaussianShift } = limits;
    const most = !isWide(part) ? shift : part.kind === "lipid" ? lipidShift : gaussianShift;
    put(layout.shift + group, -most, 0, most);
    put(layout.width + group, ...(isWide(part) ? limits.gaussianWidth : limits.width));
  });
  for (let k = layout.lineshape; k < layout.count; k++) {
    put(k, -1, 0, 1);
    if (settings.lineshapeSd) pull[k] = noiseSd / settings.lineshapeSd;
  }

  model.evaluate(start);
  const norm = (index: number): number => {
    let sum = 0;
    for (let k = index * model.rows; k < (index + 1) * model.rows; k++) sum += Math.abs(model.columns[k]);
    return sum;
  };
  const pulls: AmplitudePull[] = settings.softConstraints.flatMap(({ of, to, ratio }) => {
    const [a, b] = [of, to].map((wanted) => parts.findIndex(({ name }) => name === wanted));
    if (a < 0 || b < 0) return [];
    const { softWeight } = settings;
    return [{ of: a, to: b, ratio, weightOf: softWeight * norm(a), weightTo: softWeight * norm(b) }];
  });
  return {
    model,
    start,
    low,
    high,
    pull,
    pulls,
    prior: priorOf(model, parts, settings, first.size, noiseSd),
    iterations: settings.iterations,
    tolerance: settings.tolerance,
  };
}

/**
 * A ridge, and ratios to the three strong singlets together, or to other components, as normal priors:
 * (a - ratio x those) / (sd x singlets), the singlets in the denominator as the first step found them.
 *
 * @param error - SD of a row of the data about the model.
 */
function priorOf(
  model: FitModel,
  parts: readonly Part[],
  { ridge = 0, ratioPriors = [] }: FitSettings,
  size: number | undefined,
  error: number,
): Float64Array {
  const count = parts.length;
  const prior = new Float64Array(ridge > 0 || size ? count * count : 0);
  if (prior.length === 0) return prior;
  let power = 0;
  for (let k = 0; k < count * model.rows; k++) power += model.columns[k] ** 2 / count;
  for (let i = 0; i < count; i++) prior[i * count + i] = ridge * power;
  if (!size) return prior;
  for (const [name, ratio, sd, to] of ratioPriors) {
    const own = parts.findIndex((part) => part.name === name);
    if (own < 0) continue;
    const weightOf = (of: string): number => (to ? Number(to.includes(of)) : (SINGLETS[of] ?? 0));
    const row = parts.map((part) => -ratio * weightOf(part.name));
    row[own] += 1;
    const weight = (error / (sd * size)) ** 2;
    for (let i = 0; i < count; i++) {
      for (let j = 0; j < count; j++) prior[i * count + j] += weight * row[i] * row[j];
    }
  }
  return prior;
}

function resultOf(
  parts: Part[],
  settings: FitSettings,
  setup: SolveSetup,
  model: FitModel,
  solution: Solution,
  noise: { sd: number; ofRow: number },
  begun: number,
): Omit<FitResult, "notFitted"> {
  const { layout, rows, columns, ppm, data } = model;
  const points = ppm.length;
  const count = parts.length;
  const { parameters, amplitudes } = solution;
  model.derive(amplitudes);
  const covariance = fitCovariance(model, solution, noise.ofRow, setup);
  const correlation = new Float64Array(count * count);
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const scale = Math.sqrt(covariance[i * count + i] * covariance[j * count + j]);
      correlation[i * count + j] =
        Number.isFinite(scale) && scale > 0 ? covariance[i * count + j] / scale : 0;
    }
  }
  const baseline = new Float64Array(points);
  const { columns: spline, count: splines } = model.baseline;
  for (let j = 0; j < splines; j++) {
    for (let k = 0; k < points; k++) baseline[k] += solution.baseline[j] * spline[j * rows + k];
  }
  const curves = new Float32Array(count * points);
  const fit = baseline.slice();
  for (let i = 0; i < count; i++) {
    for (let k = 0; k < points; k++) {
      const value = amplitudes[i] * columns[i * rows + k];
      curves[i * points + k] = value;
      fit[k] += value;
    }
  }
  const own = data.slice(0, points);
  const residual = own.map((value, k) => value - fit[k]);
  let power = 0;
  for (let k = 0; k < rows; k++) power += solution.residual[k] ** 2;
  let used = count + model.baseline.dimension;
  for (let i = 0; i < layout.count; i++) if (model.active[i]) used++;
  const residualSd = Math.sqrt(power / Math.max(1, rows - used));
  const components = parts.map(({ name, kind }, i): FitComponent => {
    const crlb = Math.sqrt(covariance[i * count + i]);
    const { group } = model.components[i];
    return {
      name,
      kind,
      amplitude: amplitudes[i],
      crlb,
      crlbPercent: amplitudes[i] > 0 ? (100 * crlb) / amplitudes[i] : Infinity,
      shift: model.shift + parameters[layout.shift + group],
      lorentzian: parameters[layout.width + group] + parameters[layout.relaxation] * parts[i].relaxation,
    };
  });
  const gaussian = Math.sqrt(parameters[layout.gaussian]);
  const residualOverNoise = residualSd / noise.sd;
  const converged =
    solution.converged && components.every(({ amplitude }) => Number.isFinite(amplitude)) && noise.sd > 0;
  const worst = residualWorst(ppm, residual, noise.sd);
  const judged = { components, correlation, converged, worst, gaussian, phase1: parameters[1] };
  const flags = fitFlags(settings, judged);
  return {
    preset: settings.preset,
    ppmRange: settings.ppmRange,
    components,
    covariance,
    correlation,
    shift: model.shift,
    gaussian,
    phase0: parameters[0],
    phase1: parameters[1],
    relaxation: settings.relaxation ? parameters[layout.relaxation] : undefined,
    lineshape: lineshapeOf(parameters, layout.lineshape),
    baselineDimension: model.baseline.dimension,
    spectra: { ppm, data: own, fit, baseline, residual, components: curves },
    residualSd,
    noiseSd: noise.sd,
    residualOverNoise,
    flags,
    converged: converged && !flags.some((flag) => flag.startsWith("failed")),
    iterations: solution.iterations,
    milliseconds: performance.now() - begun,
  };
}

/** The lineshape with its middle coefficient, which is 1 less the others; undefined when none was fitted. */
function lineshapeOf(parameters: Float64Array, at: number): Float64Array | undefined {
  const others = parameters.slice(at);
  if (others.length === 0) return undefined;
  const half = others.length / 2;
  return Float64Array.of(
    ...others.subarray(0, half),
    1 - others.reduce((sum, value) => sum + value, 0),
    ...others.subarray(half),
  );
}
