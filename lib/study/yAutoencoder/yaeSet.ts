import type { FidStack, Progress } from "../../signal/index.js";
import { ppmAxis, ppmWindow, randomSource, stackToSpectra } from "../../signal/index.js";
import type { BasisSet } from "../../spin/index.js";
import { phantomSeries } from "./phantomSeries.js";
import type { PhantomScan } from "./phantomSeries.js";
import { yaeBases, yaeBasis } from "./yaeBases.js";
import { yaeNoise } from "./yaeNoise.js";
import type { YaeNoise } from "./yaeNoise.js";
import type { YaeSettings } from "./yaeSettings.js";
import { largestMagnitude } from "./yaeSpectra.js";

/** What networks learn from and are tried on. */
export interface YaeSet {
  single: BasisSet[];
  multi: BasisSet[][];
  /** The first is the phantom's, which generalised Gaussian training noise is drawn from. */
  noise: YaeNoise[];
  phantoms: PhantomScan[];
}

export interface YaeSetOptions {
  /** Measured phantoms. @default simulated ones */
  phantoms?: readonly PhantomScan[];
  /** Other scans whose noise is to be looked at, by what they are called. @default none */
  measured?: Readonly<Record<string, readonly FidStack[]>>;
  progress?: Progress;
}

/**
 * Bases, noise and phantoms. The noise that networks are trained with is that of other phantom scans than those they
 * are tried on: another draw of the series, or every second scan of measured ones, which then is not in `phantoms`.
 */
export function yaeSet(
  settings: YaeSettings,
  { phantoms, measured = {}, progress }: YaeSetOptions = {},
): YaeSet {
  const random = randomSource(settings.seed);
  const single = yaeBasis(settings);
  progress?.(1, 4, "bases");
  const multi = yaeBases(settings, settings.pool, settings.variation, random.fork("pool"));
  progress?.(2, 4, "phantoms");
  const [calibration, tried] = phantoms
    ? [0, 1].map((half) => phantoms.filter((_, k) => k % 2 === half))
    : ["calibration", "phantoms"].map((part) => phantomSeries(settings, random.fork(part)));
  progress?.(3, 4, "noise");
  const noise = Object.entries({ phantom: calibration.map(({ stack }) => stack), ...measured }).map(
    ([source, stacks]) => yaeNoise(source, stacks, settings, random.fork(source)),
  );
  progress?.(4, 4, "noise");
  return { single, multi, noise, phantoms: tried };
}

/** OFF and ON of an averaged scan as a network takes them: real and imaginary side by side, by the largest magnitude. */
export function yaeRow(
  stack: FidStack,
  like: BasisSet,
  [low, high]: readonly [number, number],
): Float32Array {
  const { ppm, re, im, shape } = stackToSpectra(stack);
  const axis = ppmAxis(like.header, like.shape[1]);
  const [from, to] = ppmWindow(axis, low, high);
  const points = to - from;
  const row = new Float32Array(4 * points);
  const step = ppm[1] - ppm[0];
  for (let k = 0; k < points; k++) {
    // A scan with another dwell time or length: its nearest points, in between on a line.
    const place = (axis[from + k] - ppm[0]) / step;
    const before = Math.max(0, Math.min(shape[1] - 2, Math.floor(place)));
    const part = place - before;
    for (let c = 0; c < 2; c++) {
      const at = c * shape[1] + before;
      row[2 * c * points + k] = (1 - part) * re[at] + part * re[at + 1];
      row[(2 * c + 1) * points + k] = (1 - part) * im[at] + part * im[at + 1];
    }
  }
  const largest = largestMagnitude(row, points);
  return row.map((value) => value / largest);
}
