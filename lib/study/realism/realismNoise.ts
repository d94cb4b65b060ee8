import { quantileSorted } from "simple-statistics";
import { parabolaRemoved } from "../../signal/parabolaRemoved.js";
import { ppmWindow, stackToSpectra } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { generalisedGaussianFit } from "../../stats/index.js";

/** A scan whose noise is looked at. */
export interface NoiseScan {
  id: string;
  group: "measured" | "simulated";
  /** For example `PRESS, average of 64`, `MEGA-PRESS, dynamics`. */
  scan: string;
  stack: FidStack;
}

/** Parts of the axis without signal, ppm: the metabolites' side and the far one. */
export const NOISE_RANGES = [
  [-2.4, -1.2],
  [-1.2, 0],
  [9.4, 10.6],
  [10.6, 11.8],
] as const;

/** ppm of a block whose parabola is taken off: the far foot of a water line is curved over a whole range. */
const BLOCK = 0.4;
/** Lags of the autocorrelation, spectral points. */
const LAGS = 5;
/** Edges of the histogram, SDs. */
const BINS = { low: -5, high: 5, width: 0.25 };

/** The noise of one scan. */
export interface RealismNoiseRow {
  id: string;
  group: NoiseScan["group"];
  scan: string;
  /** Shape of the generalised Gaussian that fits best: 2 is Gaussian, 1 Laplacian. */
  shape: number;
  /** Autocorrelation along the spectrum at lags 1, 2, … points. */
  autocorrelation: number[];
  /** Correlation of the real with the imaginary part. */
  realImaginary: number;
  /** Power in each of `NOISE_RANGES` over their mean: 1 each where noise is white. */
  power: number[];
  /** Lowest over highest of the four. */
  flatness: number;
}

/** The noise of all scans of a group, pooled. */
export interface NoiseBin {
  group: NoiseScan["group"];
  scan: string;
  /** Middle of the bin, SDs. */
  value: number;
  /** Per SD. */
  density: number;
}

/** Median and quartiles of one number over the scans of a group. */
export interface NoiseSummary {
  scan: string;
  group: NoiseScan["group"];
  /** `shape`, `flatness`, `real with imaginary`, `autocorrelation`, `power`. */
  metric: string;
  /** Lag in points or ppm of the range's middle, where the metric has one. */
  at?: number;
  median: number;
  low: number;
  high: number;
  scans: number;
}

export interface RealismNoise {
  rows: RealismNoiseRow[];
  bins: NoiseBin[];
  summary: NoiseSummary[];
}

/**
 * Distribution, autocorrelation and spectrum of the noise in signal-free ranges of spectra as they were stored: no zero
 * filling and no apodisation, which would correlate neighbours; the parabola of every 0.4 ppm is taken off.
 */
export function realismNoise(scans: readonly NoiseScan[]): RealismNoise {
  const pooled = new Map<string, { scan: NoiseScan; counts: Float64Array; total: number }>();
  const rows = scans.map((scan): RealismNoiseRow => {
    const { re, im } = noiseOf(scan.stack);
    const power = re.map((blocks, r) => meanSquare([...blocks, ...im[r]]));
    const mean = power.reduce((sum, value) => sum + value, 0) / power.length;
    const relative = power.map((value) => value / mean);
    const blocks = [...re.flat(), ...im.flat()];
    const key = `${scan.scan}\n${scan.group}`;
    if (!pooled.has(key)) {
      const counts = new Float64Array(Math.round((BINS.high - BINS.low) / BINS.width));
      pooled.set(key, { scan, counts, total: 0 });
    }
    const pool = pooled.get(key)!;
    // Each scan has noise of its own size, and each of its ranges may have: what is compared is the shape.
    const standard = [...re, ...im].map((own) => {
      const sd = Math.sqrt(meanSquare(own));
      return own.map((block) => block.map((value) => value / sd));
    });
    for (const value of standard.flat().flatMap((block) => [...block])) {
      const bin = Math.floor((value - BINS.low) / BINS.width);
      if (bin >= 0 && bin < pool.counts.length) pool.counts[bin]++;
      pool.total++;
    }
    const all = standard.flat();
    const products = re.flat().map((block, b) => {
      const other = im.flat()[b];
      return block.reduce((sum, value, k) => sum + value * other[k], 0);
    });
    const size = (part: Float64Array[]): number => Math.sqrt(part.reduce((sum, x) => sum + energy(x), 0));
    return {
      id: scan.id,
      group: scan.group,
      scan: scan.scan,
      shape: generalisedGaussianFit(all.flatMap((block) => Array.from(block))).shape,
      autocorrelation: Array.from({ length: LAGS }, (_, k) => autocorrelation(blocks, k + 1)),
      realImaginary: products.reduce((a, b) => a + b, 0) / (size(re.flat()) * size(im.flat())),
      power: relative,
      flatness: Math.min(...relative) / Math.max(...relative),
    };
  });
  const bins = [...pooled.values()].flatMap(({ scan: { group, scan }, counts, total }) =>
    Array.from(counts, (count, k) => ({
      group,
      scan,
      value: BINS.low + (k + 0.5) * BINS.width,
      density: count / total / BINS.width,
    })),
  );
  return { rows, bins, summary: summaryOf(rows) };
}

/** Real and imaginary noise of each range, in blocks. */
function noiseOf(stack: FidStack): { re: Float64Array[][]; im: Float64Array[][] } {
  const { re, im, ppm, shape } = stackToSpectra(stack);
  const blocks = (part: Float32Array): Float64Array[][] =>
    NOISE_RANGES.map(([low, high]) => {
      const count = Math.round((high - low) / BLOCK);
      return Array.from({ length: count * shape[0] }, (_, b) => {
        const start = low + BLOCK * (b % count);
        const [first, last] = ppmWindow(ppm, start, start + BLOCK);
        const row = Math.floor(b / count) * shape[1];
        return parabolaRemoved(part.subarray(row + first, row + last));
      });
    });
  return { re: blocks(re), im: blocks(im) };
}

function energy(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}

function meanSquare(blocks: readonly Float64Array[]): number {
  return (
    blocks.reduce((sum, block) => sum + energy(block), 0) /
    blocks.reduce((sum, block) => sum + block.length, 0)
  );
}

/** Less what taking off a parabola makes of white noise, so that white noise has none. */
function autocorrelation(blocks: readonly Float64Array[], lag: number): number {
  let [product, square] = [0, 0];
  for (const block of blocks) {
    for (let k = lag; k < block.length; k++) {
      product += block[k] * block[k - lag];
      square += (block[k] ** 2 + block[k - lag] ** 2) / 2;
    }
  }
  return product / square - whiteAfterParabola(blocks[0].length, lag);
}

/** Expected autocorrelation of white noise without its parabola: of the projection that takes it off. */
function whiteAfterParabola(length: number, lag: number): number {
  const unit = new Float64Array(length);
  let [product, square] = [0, 0];
  for (let k = 0; k < length; k++) {
    const column = parabolaRemoved(unit.fill(0).fill(1, k, k + 1));
    if (k >= lag) {
      product += column[k - lag];
      square += column[k];
    }
  }
  return product / square;
}

function summaryOf(rows: readonly RealismNoiseRow[]): NoiseSummary[] {
  const keys = [...new Set(rows.map(({ scan, group }) => `${scan}\n${group}`))];
  return keys.flatMap((key) => {
    const own = rows.filter(({ scan, group }) => `${scan}\n${group}` === key);
    const of = (metric: string, value: (row: RealismNoiseRow) => number, at?: number): NoiseSummary => {
      const sorted = own.map(value).sort((a, b) => a - b);
      const [low, median, high] = [0.25, 0.5, 0.75].map((share) => quantileSorted(sorted, share));
      const { scan, group } = own[0];
      return { scan, group, metric, ...(at !== undefined && { at }), median, low, high, scans: own.length };
    };
    return [
      of("shape", ({ shape }) => shape),
      of("flatness", ({ flatness }) => flatness),
      of("real with imaginary", ({ realImaginary }) => realImaginary),
      ...Array.from({ length: LAGS }, (_, k) =>
        of("autocorrelation", (row) => row.autocorrelation[k], k + 1),
      ),
      ...NOISE_RANGES.map(([a, b], k) => of("power", (row) => row.power[k], (a + b) / 2)),
    ];
  });
}
