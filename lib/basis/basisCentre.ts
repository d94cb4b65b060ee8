import { fftInPlace, nextPowerOfTwo } from "../signal/index.js";
import type { BasisSet } from "../spin/index.js";
import { metaboliteEntry } from "./metaboliteName.js";

/** How the rows of a basis lie on the ppm axis. */
export interface BasisCentre {
  /** ppm at 0 Hz. */
  referencePpm: number;
  /** Whether the samples are the conjugate of the library's. */
  conjugated: boolean;
  /** Metabolites whose singlets say so. */
  singletsOf: string[];
  /** Singlets that lie where they belong, of all that were looked for. */
  found: number;
  expected: number;
}

/** ppm within which a singlet counts as found: well under the distance of creatine and choline. */
const NEAR = 0.03;
/** ppm between which the centre of a proton basis lies; it keeps an edited-away NAA from telling one. */
const CENTRES = [1, 6] as const;
/** Part of a row's highest point that a singlet has at least. */
const VISIBLE = 0.3;

interface Row {
  name: string;
  /** ppm of each, and its height by its protons, the first's being 1. */
  singlets: readonly { ppm: number; height: number }[];
  /** |spectrum| over its highest point, of frequencies from 0 up, then from -1/2 up. */
  magnitude: Float64Array;
  /** ppm of the highest point from 0 Hz. */
  peak: number;
}

/**
 * Finds the sign and the centre of a basis set from its own singlets: NAA at 2.01 ppm, creatine at 3.03 and
 * 3.91, a reference peak at 0, … (`data/metabolite-names.json`). Every centre that puts the highest point of a
 * row onto one of its singlets is tried, with either sign; the one under which most singlets lie where they
 * belong is taken. The samples' own sign is kept unless the other explains clearly more.
 *
 * @param header - dwell time and frequency have to be right, the reference is not looked at.
 * @returns undefined when no metabolite has a known singlet, or none that could be one.
 */
export function basisCentre(
  basis: Pick<BasisSet, "names" | "re" | "im" | "shape">,
  header: { dwellTime: number; spectrometerFrequency: number },
): BasisCentre | undefined {
  const size = 2 * nextPowerOfTwo(basis.shape[1]);
  const step = 1 / (size * header.dwellTime * header.spectrometerFrequency);
  const rows = basis.names.flatMap((name, row): Row[] => {
    const known = metaboliteEntry(name)?.singlets ?? [];
    const singlets = known.map(([ppm, protons]) => ({ ppm, height: protons / known[0][1] }));
    return singlets.length === 0 ? [] : [{ name, singlets, ...rowSpectrum(basis, row, size, step) }];
  });
  if (rows.length === 0) return undefined;

  const [kept, mirrored] = [1, -1].map((sign) => {
    const centres = rows.flatMap(({ singlets, peak }) => singlets.map(({ ppm }) => ppm - sign * peak));
    return centres
      .filter((centre) => centre >= CENTRES[0] && centre <= CENTRES[1])
      .map((centre) => ({ sign, centre, score: score(rows, sign, centre, step) }))
      .reduce((a, b) => (b.score > a.score ? b : a), { sign, centre: NaN, score: 0 });
  });
  // Half a singlet more, and more than one: a mirrored spectrum that fits as well by chance must not win.
  const best = mirrored.score > Math.max(kept.score, 1) + 0.5 ? mirrored : kept;
  if (best.score === 0) return undefined;
  const { sign, centre } = best;

  const agree = rows.filter(({ singlets, peak }) => Math.abs(centre + sign * peak - singlets[0].ppm) < NEAR);
  const centres = agree.map(({ singlets, peak }) => singlets[0].ppm - sign * peak).sort((a, b) => a - b);
  const heights = rows.flatMap((row) =>
    row.singlets.map(({ ppm }) => height(row, (ppm - centre) * sign, step)),
  );
  return {
    referencePpm: centres.length === 0 ? centre : median(centres),
    conjugated: sign === -1,
    singletsOf: agree.map(({ name }) => name),
    found: heights.filter((value) => value >= VISIBLE).length,
    expected: heights.length,
  };
}

/** For each singlet up to 1: two singlets lie alike in the mirror, their heights tell. */
function score(rows: readonly Row[], sign: number, centre: number, step: number): number {
  let sum = 0;
  for (const row of rows) {
    for (const { ppm, height: expected } of row.singlets) {
      const found = height(row, (ppm - centre) * sign, step);
      sum += Math.max(0, 1 - Math.abs(found - expected) / expected);
    }
  }
  return sum;
}

/** The highest value near an offset (ppm from 0 Hz). */
function height({ magnitude }: Row, offset: number, step: number): number {
  const size = magnitude.length;
  let highest = 0;
  for (let k = Math.ceil((offset - NEAR) / step); k <= (offset + NEAR) / step; k++) {
    highest = Math.max(highest, magnitude[((k % size) + size) % size]);
  }
  return highest;
}

function rowSpectrum(
  { re, im, shape: [, points] }: Pick<BasisSet, "re" | "im" | "shape">,
  row: number,
  size: number,
  step: number,
): { magnitude: Float64Array; peak: number } {
  const x = new Float64Array(size);
  const y = new Float64Array(size);
  x.set(re.subarray(row * points, (row + 1) * points));
  y.set(im.subarray(row * points, (row + 1) * points));
  fftInPlace(x, y, 0, size);
  const magnitude = x.map((value, k) => Math.hypot(value, y[k]));
  const top = magnitude.reduce((best, value, k) => (value > magnitude[best] ? k : best), 0);
  const highest = magnitude[top];
  // The top of the parabola through three points lies nearer to the line than the highest of them.
  const [before, after] = [magnitude[(top + size - 1) % size], magnitude[(top + 1) % size]];
  const bend = 2 * highest - before - after;
  const between = bend > 0 ? (after - before) / (2 * bend) : 0;
  const peak = (top < size / 2 ? top : top - size) + between;
  return { magnitude: magnitude.map((value) => (highest > 0 ? value / highest : 0)), peak: peak * step };
}

function median(sorted: readonly number[]): number {
  const middle = sorted.length >> 1;
  return sorted.length % 2 === 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}
