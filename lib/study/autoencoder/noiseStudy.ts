import { median } from "simple-statistics";
import { spectrumSnr } from "../../metrics/index.js";
import type { Vae } from "../../models/index.js";
import { noiseLevel, transientDeviations } from "../../noise/index.js";
import type { NoiseModel } from "../../noise/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { ppmWindow, stackAverage, stackSelect, stackToSpectra } from "../../signal/index.js";
import type { FidStack, Progress, RandomSource } from "../../signal/index.js";
import { kolmogorovSmirnov } from "../../stats/index.js";
import { scanSubset } from "../set/scanSubset.js";
import { conditionName } from "../set/studySet.js";
import type { StudyScan } from "../set/studySet.js";
import { transientsOf } from "../set/subsetDraw.js";
import { transientsGenerate } from "../spectra/transientsGenerate.js";

/** What is compared with measured transients: others of the same scan, decoded ones as in the paper, and with noise. */
export type NoiseSeries = "measured" | "measured again" | "decoder alone" | "noise restored";

export interface NoiseStudyOptions {
  noise: NoiseModel;
  /** Measured transients of a condition that synthetic ones are made from. */
  subset: number;
  /** Synthetic transients of a condition, and measured ones beside them where the scan has as many. */
  count: number;
  method: SamplerName;
  random: RandomSource;
  progress?: Progress;
  signal?: AbortSignal;
}

/**
 * How the deviations of transients from their mean compare with those of measured ones, of one scan and condition; all
 * in units of the scan's thermal noise. Null where the model does not reach.
 */
export interface NoiseNumbers {
  subject: string;
  condition: string;
  series: Exclude<NoiseSeries, "measured">;
  transients: number;
  /** Kolmogorov-Smirnov distance and p, -2 to 0 ppm. */
  ksFree: number;
  pFree: number;
  /** Kolmogorov-Smirnov distance, 0.5 to 4.0 ppm. */
  ksMetabolites: number;
  /** The same, 4.2 to 5.2 ppm. */
  ksWater: number | null;
  /** Power over that of the measured ones. */
  powerFree: number;
  powerMetabolites: number;
  powerWater: number | null;
  /** RMS correlation between transients, 0.5 to 4.0 ppm, over that of measured ones. */
  correlation: number;
}

/** A point of a line of figure 10. */
export interface NoiseRow {
  panel: "spectrum" | "distribution" | "power" | "snr" | "autocorrelation" | "independence";
  series: NoiseSeries;
  x: number;
  y: number;
}

export interface NoiseResult {
  numbers: NoiseNumbers[];
  rows: NoiseRow[];
  /** Medians over scans and conditions: what the text quotes. */
  summary: { name: string; value: number }[];
}

const FREE = [-2, 0] as const;
const METABOLITES = [0.5, 4.0] as const;
const WATER = [4.2, 5.2] as const;
/** Inside every model's range, above no line but the tails of broad ones. */
const QUIET: [number, number] = [0.2, 0.5];
const LAGS = 12;
/** ppm of a bin of the power spectrum. */
const BIN = 0.25;
/** Bins of a histogram. */
const BINS = 80;
const DRAWS = 10;

/** One set of transients: its deviations in units of the noise, on the whole axis. */
interface Deviations {
  re: Float32Array;
  im: Float32Array;
  n: number;
}

/**
 * Whether synthetic transients scatter as measured ones do (figure 10): from a subset of each scan, spectra are
 * generated with and without the noise that the decoder leaves out, and compared with transients of the scan that are not
 * in the subset.
 */
export function noiseStudy(model: Vae, scans: readonly StudyScan[], options: NoiseStudyOptions): NoiseResult {
  const { noise, subset, count, method, random, progress, signal } = options;
  const numbers: NoiseNumbers[] = [];
  const pooled = new Map<NoiseSeries, Pool>();
  const examples: NoiseRow[] = [];
  const averages: Average[] = [];
  let axis = new Float64Array(0);
  scans.forEach(({ id, stack }, place) => {
    signal?.throwIfAborted();
    const stream = random.fork(`noise of ${id}`);
    const { source, others, again } = scanSubset(stack, subset, count, stream);
    const generate = (restored: boolean): FidStack =>
      transientsGenerate(model, source, {
        method,
        count,
        random: stream.fork("sample"),
        noise: restored ? noise : undefined,
      });
    const made = { "decoder alone": generate(false), "noise restored": generate(true) };
    const { sd } = noiseLevel(stack);
    const conditions = stack.labels ? [...new Set(stack.labels)].sort((a, b) => a - b) : [undefined];
    for (const condition of conditions) {
      const part = (of: FidStack): FidStack =>
        stackSelect(of, transientsOf(of.shape[0], of.labels, condition));
      const sets: Partial<Record<NoiseSeries, FidStack>> = {
        measured: part(others),
        ...(again && { "measured again": part(again) }),
        "decoder alone": part(made["decoder alone"]),
        "noise restored": part(made["noise restored"]),
      };
      const spectra = stackToSpectra(sets.measured!);
      axis = axis.length ? axis : spectra.ppm;
      const seesWater = model.ppm[model.ppm.length - 1] >= WATER[1];
      const truth = deviationsOf(sets.measured!, sd);
      for (const [name, set] of Object.entries(sets) as [NoiseSeries, FidStack][]) {
        const own = name === "measured" ? truth : deviationsOf(set, sd);
        const pool = pooled.get(name) ?? new Pool(axis);
        pooled.set(name, pool);
        pool.add(own);
        if (place === 0 && condition === conditions[0]) examples.push(...exampleOf(name, set, model.ppm));
        if (condition === conditions[0] && name !== "measured again") {
          averages.push(...averagesOf(name, set, stream.fork("averages")));
        }
        if (name === "measured") continue;
        const compare = (
          range: readonly [number, number],
        ): { distance: number; p: number; power: number } => {
          const [a, b] = [valuesIn(truth, axis, range), valuesIn(own, axis, range)];
          return { ...kolmogorovSmirnov(a, b), power: meanSquare(b) / meanSquare(a) };
        };
        const [free, metabolites] = [compare(FREE), compare(METABOLITES)];
        const water = seesWater ? compare(WATER) : undefined;
        const rms = (of: Deviations): number =>
          Math.sqrt(meanSquare(correlationsOf(of, ppmWindow(axis, ...METABOLITES))));
        numbers.push({
          subject: id,
          condition: conditionName(set, 0),
          series: name,
          transients: own.n,
          ksFree: free.distance,
          pFree: free.p,
          ksMetabolites: metabolites.distance,
          ksWater: water?.distance ?? null,
          powerFree: free.power,
          powerMetabolites: metabolites.power,
          powerWater: water?.power ?? null,
          correlation: rms(own) / rms(truth),
        });
      }
    }
    progress?.(place + 1, scans.length, id);
  });
  return {
    numbers,
    rows: [...examples, ...[...pooled].flatMap(([name, pool]) => pool.rows(name)), ...snrRows(averages)],
    summary: summaryOf(numbers, pooled, averages),
  };
}

function deviationsOf(stack: FidStack, sd: number): Deviations {
  const { re, im, shape } = transientDeviations(stackToSpectra(stack));
  return { re: re.map((value) => value / sd), im: im.map((value) => value / sd), n: shape[0] };
}

/** Re and Im within a ppm range. */
function valuesIn(
  { re, im, n }: Deviations,
  ppm: Float64Array,
  range: readonly [number, number],
): Float64Array {
  const [first, last] = ppmWindow(ppm, ...range);
  const values = new Float64Array(2 * n * (last - first));
  for (let i = 0, at = 0; i < n; i++) {
    for (const part of [re, im]) {
      values.set(part.subarray(i * ppm.length + first, i * ppm.length + last), at);
      at += last - first;
    }
  }
  return values;
}

function meanSquare(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0) / values.length;
}

/** Correlation coefficients of the real parts of all pairs of transients. */
function correlationsOf({ re, n }: Deviations, [first, last]: [number, number]): Float64Array {
  const points = re.length / n;
  const unit = Array.from({ length: n }, (_, i) => {
    const row = Float64Array.from(re.subarray(i * points + first, i * points + last));
    const mean = row.reduce((sum, value) => sum + value, 0) / row.length;
    const norm = Math.sqrt(row.reduce((sum, value) => sum + (value - mean) ** 2, 0)) || 1;
    return row.map((value) => (value - mean) / norm);
  });
  return Float64Array.from(
    unit.flatMap((a, i) => unit.slice(0, i).map((b) => a.reduce((sum, value, k) => sum + value * b[k], 0))),
  );
}

/** What all scans and conditions together tell of a series. */
class Pool {
  private readonly power: Float64Array;
  private readonly lags = new Float64Array(LAGS + 1);
  private readonly histogram = new Float64Array(BINS);
  private readonly correlations = new Float64Array(BINS);
  private transients = 0;

  constructor(private readonly ppm: Float64Array) {
    this.power = new Float64Array(ppm.length);
  }

  add(of: Deviations): void {
    const { re, im, n } = of;
    const points = this.ppm.length;
    this.transients += n;
    for (let i = 0, k = 0; i < n; i++)
      for (let f = 0; f < points; f++, k++) this.power[f] += (re[k] ** 2 + im[k] ** 2) / 2;
    const window = ppmWindow(this.ppm, ...METABOLITES);
    for (let i = 0; i < n; i++) {
      for (let f = i * points + window[0]; f < i * points + window[1] - LAGS; f++) {
        for (let lag = 0; lag <= LAGS; lag++) this.lags[lag] += re[f] * re[f + lag] + im[f] * im[f + lag];
      }
    }
    for (const value of valuesIn(of, this.ppm, METABOLITES)) count(this.histogram, value / 5);
    for (const value of correlationsOf(of, window)) count(this.correlations, value);
  }

  /** Mean power within bins of 0.25 ppm from `from`, in units of thermal noise. */
  bins([from, to]: readonly [number, number]): number[] {
    const wanted = Math.round((to - from) / BIN);
    return Array.from({ length: wanted }, (_, k) => {
      const [first, last] = ppmWindow(this.ppm, from + k * BIN, from + (k + 1) * BIN);
      return this.power.subarray(first, last).reduce((a, b) => a + b, 0) / (last - first) / this.transients;
    });
  }

  autocorrelation(): number[] {
    return Array.from(this.lags, (value) => value / this.lags[0]);
  }

  rows(series: NoiseSeries): NoiseRow[] {
    if (series === "measured again") return [];
    const density = (histogram: Float64Array, half: number): { x: number; y: number }[] => {
      const all = histogram.reduce((a, b) => a + b, 0);
      const width = (2 * half) / BINS;
      return Array.from(histogram, (value, k) => ({ x: -half + (k + 0.5) * width, y: value / all / width }));
    };
    const narrow = 8;
    const power: NoiseRow[] = [];
    for (let f = 0; f + narrow <= this.ppm.length; f += narrow) {
      if (this.ppm[f] < -2 || this.ppm[f] > 6) continue;
      const mean = this.power.subarray(f, f + narrow).reduce((a, b) => a + b, 0) / narrow / this.transients;
      // Outside of its range the decoder's power is 0, which a logarithmic axis cannot show.
      if (mean > 0.01) power.push({ panel: "power", series, x: this.ppm[f + narrow / 2], y: mean });
    }
    return [
      ...density(this.histogram, 5).map((point) => ({ panel: "distribution" as const, series, ...point })),
      ...power,
      ...this.autocorrelation().map((y, x) => ({ panel: "autocorrelation" as const, series, x, y })),
      ...density(this.correlations, 1).map((point) => ({ panel: "independence" as const, series, ...point })),
    ];
  }
}

/** Into a histogram over -1 to 1. */
function count(histogram: Float64Array, value: number): void {
  const bin = Math.floor(((value + 1) / 2) * histogram.length);
  if (bin >= 0 && bin < histogram.length) histogram[bin]++;
}

/** One transient, in units of its highest value. */
function exampleOf(series: NoiseSeries, stack: FidStack, range: Float64Array): NoiseRow[] {
  if (series === "measured again") return [];
  const { re, ppm } = stackToSpectra(stackSelect(stack, [0]));
  const [first, last] = ppmWindow(ppm, -1, range[range.length - 1]);
  const [from, to] = ppmWindow(ppm, 1.8, 4);
  const top = re.subarray(from, to).reduce((a, b) => Math.max(a, b), 0);
  return Array.from({ length: last - first }, (_, k) => ({
    panel: "spectrum",
    series,
    x: ppm[first + k],
    y: re[first + k] / top,
  }));
}

/**
 * SNR of averages of 1, 2, 4, … transients, with the noise of 0.2 to 0.5 ppm, which the decoder makes too, and with
 * that of -2 to 0 ppm (Osprey's), where decoded spectra have none.
 */
function averagesOf(series: NoiseSeries, stack: FidStack, random: RandomSource): Averages {
  const total = stack.shape[0];
  const found: Average[] = [];
  for (let n = 1; n <= total; n *= 2) {
    for (let draw = 0; draw < DRAWS; draw++) {
      const members = random.permutation(total).subarray(0, n);
      const average = stackToSpectra(stackAverage(stackSelect(stack, members)));
      const within = spectrumSnr(average, 0, { noise: QUIET });
      const outside = spectrumSnr(average, 0, { noise: [...FREE] });
      if (within !== undefined) found.push({ series, n, place: "within", snr: within });
      if (outside !== undefined) found.push({ series, n, place: "outside", snr: outside });
    }
  }
  return found;
}

interface Average {
  series: NoiseSeries;
  n: number;
  /** Where the noise was taken: within the model's range or outside of it. */
  place: "within" | "outside";
  snr: number;
}

type Averages = readonly Average[];

function snrRows(averages: Averages): NoiseRow[] {
  return (["measured", "decoder alone", "noise restored"] as const).flatMap((series) => {
    const own = averages.filter((one) => one.series === series && one.place === "within");
    const counts = [...new Set(own.map(({ n }) => n))];
    return counts.map((n) => ({ panel: "snr" as const, series, x: n, y: snrOf(own, n) }));
  });
}

/** Geometric mean over scans and draws. */
function snrOf(own: Averages, n: number): number {
  const logs = own.filter((one) => one.n === n).map(({ snr }) => Math.log(Math.max(snr, 1e-6)));
  return Math.exp(logs.reduce((a, b) => a + b, 0) / logs.length);
}

/** Slope of log SNR against log n by least squares: 0.5 for independent noise. */
function snrSlope(own: Averages): number {
  const counts = [...new Set(own.map(({ n }) => n))];
  const points = counts.map((n) => [Math.log(n), Math.log(snrOf(own, n))]);
  const mean = (axis: number): number => points.reduce((sum, point) => sum + point[axis], 0) / points.length;
  const [mx, my] = [mean(0), mean(1)];
  return (
    points.reduce((sum, [x, y]) => sum + (x - mx) * (y - my), 0) /
    points.reduce((sum, [x]) => sum + (x - mx) ** 2, 0)
  );
}

function summaryOf(
  numbers: readonly NoiseNumbers[],
  pooled: Map<NoiseSeries, Pool>,
  averages: Averages,
): NoiseResult["summary"] {
  const truth = pooled.get("measured")!;
  const series = [...new Set(numbers.map((one) => one.series))];
  const slope = (series: NoiseSeries, place: Average["place"]): number | undefined => {
    const own = averages.filter((one) => one.series === series && one.place === place);
    return own.length > 0 ? snrSlope(own) : undefined;
  };
  const own = series.flatMap((name) => {
    const some = numbers.filter((one) => one.series === name);
    const pool = pooled.get(name)!;
    const middle = (of: (one: NoiseNumbers) => number | null): number | undefined => {
      const values = some.map(of).filter((value): value is number => value !== null);
      return values.length > 0 ? median(values) : undefined;
    };
    const powerError = (range: readonly [number, number]): number => {
      const [a, b] = [truth.bins(range), pool.bins(range)];
      return a.reduce((sum, value, k) => sum + Math.abs(b[k] / value - 1), 0) / a.length;
    };
    const [a, b] = [truth.autocorrelation(), pool.autocorrelation()];
    const values: [string, number | undefined][] = [
      ["KS distance without signal", middle((one) => one.ksFree)],
      ["share with KS p > .05 without signal", some.filter((one) => one.pFree > 0.05).length / some.length],
      ["KS distance, metabolites", middle((one) => one.ksMetabolites)],
      ["KS distance, water", middle((one) => one.ksWater)],
      ["error of power without signal", powerError(FREE)],
      ["error of power, metabolites", powerError(METABOLITES)],
      ["power, water, over measured", middle((one) => one.powerWater)],
      ["largest error of autocorrelation", Math.max(...a.map((value, k) => Math.abs(value - b[k])))],
      ["correlation between transients over measured", middle((one) => one.correlation)],
      ["slope of log SNR, noise of -2 to 0 ppm", slope(name, "outside")],
      ["slope of log SNR, noise of 0.2 to 0.5 ppm", slope(name, "within")],
    ];
    return values.flatMap(([what, value]) =>
      value === undefined ? [] : [{ name: `${name}: ${what}`, value }],
    );
  });
  return [
    { name: "measured: slope of log SNR, noise of -2 to 0 ppm", value: slope("measured", "outside")! },
    { name: "measured: slope of log SNR, noise of 0.2 to 0.5 ppm", value: slope("measured", "within")! },
    ...own,
  ];
}
