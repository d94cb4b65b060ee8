import { parabolaRemoved } from "./parabolaRemoved.js";
import { ppmWindow } from "./ppmAxis.js";
import type { SpectrumStack } from "./spectrumStack.js";

/** The noise of one spectrum. */
export interface SpectrumNoise {
  /** SD of the real part at a point, in the spectrum's own unit. */
  sd: number;
  /** Mean of the real part there: what a flat offset adds to every line. */
  mean: number;
  /** Where it was measured, ppm. */
  ppmRange: [number, number];
}

export interface SpectrumNoiseOptions {
  /** ppm range to measure in, empty or not. @default chosen: -2 to 0 where the band has it and it is empty */
  ppmRange?: [number, number];
}

/** Where nothing resonates in a proton spectrum (as Osprey measures it). */
const USUAL: [number, number] = [-2, 0];
/** A point of it beyond this many SDs is a line (DSS, TMS): noise alone has one in 3,000 windows of 260 points. */
const LINE = 5;
/** And a range of more than this many times the variance of quiet ones holds signal that is no single line. */
const LOUD = 4;
/** Share of the band at either end that filters of the receiver may have flattened. */
const EDGE = 0.05;
/** Pieces that the rest of the band is looked through in, half overlapping. */
const PIECES = 16;
/** Fewer points give no SD to speak of: 32 give it within 9 %. */
const FEWEST = 32;
/** Noise alone makes a piece of 128 points this many times the variance of the lower quartile once in 1,000 times. */
const QUIET = 1.5;

/**
 * The noise of a spectrum from a range without signal, less a parabola (the foot of broad lines). It is -2 to 0 ppm
 * where a proton band has it and it holds no line; otherwise the longest stretch whose pieces are as quiet as the quiet
 * quarter of the band. Zero-filling changes none of it: the SD is that of a plain FFT, sqrt(samples) times that of the FID.
 *
 * @returns undefined where a range that was asked for is not within the band, or the band has too few points.
 */
export function spectrumNoise(
  spectra: SpectrumStack,
  row = 0,
  { ppmRange }: SpectrumNoiseOptions = {},
): SpectrumNoise | undefined {
  const { ppm, nucleus } = spectra;
  const asked = windowOf(ppm, ppmRange ?? USUAL);
  if (ppmRange) return asked && noiseIn(spectra, row, [asked]);
  const windows = piecesOf(spectra.shape[1]);
  if (windows.length === 0) return undefined;
  const pieces = windows.map((window) => ({ window, variance: restOf(spectra, row, window).variance }));
  const quiet = pieces.map(({ variance }) => variance).sort((a, b) => a - b)[Math.floor(pieces.length / 4)];
  if (asked && nucleus === "1H") {
    const { variance, highest } = restOf(spectra, row, asked);
    if (variance <= LOUD * quiet && highest <= LINE) return noiseIn(spectra, row, [asked]);
  }
  let [best, run]: [number, number][][] = [[], []];
  for (const { window, variance } of pieces) {
    if (variance > QUIET * quiet) continue;
    // Pieces overlap, so that neighbours touch.
    run = run.length > 0 && window[0] < run[run.length - 1][1] ? [...run, window] : [window];
    if (run.length > best.length) best = run;
  }
  return noiseIn(spectra, row, best);
}

function windowOf(ppm: Float64Array, [low, high]: [number, number]): [number, number] | undefined {
  if (ppm[0] > low || ppm[ppm.length - 1] < high) return undefined;
  const window = ppmWindow(ppm, low, high);
  return window[1] - window[0] < 10 ? undefined : window;
}

/** Over windows that touch, each with its own parabola taken off. */
function noiseIn(
  { re, ppm, shape: [, points] }: SpectrumStack,
  row: number,
  windows: readonly [number, number][],
): SpectrumNoise {
  const values = windows.map(([first, last]) => re.subarray(row * points + first, row * points + last));
  const variance = values.map((part) => power(parabolaRemoved(part)) / (part.length - 3));
  const means = values.map((part) => part.reduce((sum, value) => sum + value, 0) / part.length);
  const meanOf = (all: readonly number[]): number => all.reduce((sum, value) => sum + value, 0) / all.length;
  const [[first], [, last]] = [windows[0], windows[windows.length - 1]];
  return { sd: Math.sqrt(meanOf(variance)), mean: meanOf(means), ppmRange: [ppm[first], ppm[last - 1]] };
}

/** Index ranges [first, last) all over the band but its edges. */
function piecesOf(points: number): [number, number][] {
  const [from, to] = [EDGE, 1 - EDGE].map((share) => Math.round(share * points));
  const length = Math.max(FEWEST, Math.floor((to - from) / PIECES));
  const pieces: [number, number][] = [];
  for (let first = from; first + length <= to; first += length >> 1) pieces.push([first, first + length]);
  return pieces;
}

/** What a parabola leaves of both parts, so that a line is seen whatever its phase; the highest point in SDs. */
function restOf(
  { re, im, shape }: SpectrumStack,
  row: number,
  [first, last]: [number, number],
): { variance: number; highest: number } {
  const at = row * shape[1];
  const parts = [re, im].map((part) => {
    const rest = parabolaRemoved(part.subarray(at + first, at + last));
    const variance = power(rest) / (rest.length - 3);
    const highest = rest.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    return { variance, highest: highest / (Math.sqrt(variance) || 1) };
  });
  return {
    variance: (parts[0].variance + parts[1].variance) / 2,
    highest: Math.max(parts[0].highest, parts[1].highest),
  };
}

function power(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value * value, 0);
}
