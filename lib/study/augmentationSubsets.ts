import { EDIT_OFF, EDIT_ON, InputError, stackSelect, stackToSpectra } from "../signal/index.js";
import type { FidStack, RandomSource, SpectrumStack } from "../signal/index.js";
import { augmentationPrepare } from "./augmentationPrepare.js";
import { spectraAverage } from "./spectraAverage.js";
import { transientsOf } from "./subsetDraw.js";

/** How a test scan is cut up. */
export interface AugmentationDesign {
  /** Transients of a condition in a subset: the n of the figures, ascending. */
  subsets: readonly number[];
  /** Subsets of each size. */
  draws: number;
  /** Transients of a condition that a full scan has: what subsets are filled up to and compared with, ascending. */
  groundTruths: readonly number[];
  seed: number;
}

/** A test scan cut up. */
export interface AugmentationSubsets {
  /** Prepared from its own transients only. */
  subsets: { n: number; draw: number; stack: FidStack }[];
  /** OFF and ON of each full scan, averaged. */
  references: { groundTruth: number; draw: number; average: SpectrumStack }[];
}

/**
 * Draws subsets of a scan's transients, and the full scans that they belong to. A draw is an order of the transients
 * of each condition: its subsets are the first n of it and its full scan the first of so many, so that a full scan
 * holds its subset. The orders are one random order, begun at equal distances: subsets of different draws share no
 * transient as long as there are enough.
 *
 * @param pool - places of the transients that subsets are drawn from. @default all
 * @throws InputError when a condition has too few transients.
 */
export function augmentationSubsets(
  stack: FidStack,
  { subsets, draws, groundTruths }: Omit<AugmentationDesign, "seed">,
  random: RandomSource,
  pool?: readonly number[],
): AugmentationSubsets {
  const [total] = stack.shape;
  const conditions = [EDIT_OFF, EDIT_ON].map((label) => {
    const all = transientsOf(total, stack.labels, label);
    const drawn = pool ? all.filter((i) => pool.includes(i)) : all;
    const shuffle = (members: number[], name: string): number[] =>
      [...random.fork(`${name} ${label}`).permutation(members.length)].map((k) => members[k]);
    const others = all.filter((i) => !drawn.includes(i));
    const wanted = [...groundTruths, ...subsets];
    if (Math.max(...groundTruths) > all.length || Math.max(...subsets) > drawn.length) {
      const expected = `at most ${all.length} transients of a condition, and subsets of ${drawn.length}`;
      throw new InputError({ key: "subsets and full scans", value: wanted, expected });
    }
    return { drawn: shuffle(drawn, "order"), others: shuffle(others, "others") };
  });
  const order = (draw: number): number[][] =>
    conditions.map(({ drawn, others }) => {
      const start = Math.floor((draw * drawn.length) / draws);
      return [...drawn.slice(start), ...drawn.slice(0, start), ...others];
    });
  const first = (draw: number, n: number): number[] =>
    order(draw)
      .flatMap((places) => places.slice(0, n))
      .sort((a, b) => a - b);
  const result: AugmentationSubsets = { subsets: [], references: [] };
  const whole = stackToSpectra(augmentationPrepare(stack));
  const most = conditions[0].drawn.length + conditions[0].others.length;
  for (let draw = 0; draw < draws; draw++) {
    for (const n of subsets) {
      result.subsets.push({ n, draw, stack: augmentationPrepare(stackSelect(stack, first(draw, n))) });
    }
    for (const groundTruth of groundTruths) {
      // Every draw's full scan is the same when it is the whole scan.
      if (groundTruth === most && draw > 0) continue;
      const members = first(draw, groundTruth);
      result.references.push({ groundTruth, draw, average: spectraAverage(spectraSelect(whole, members)) });
    }
  }
  return result;
}

function spectraSelect(spectra: SpectrumStack, chosen: readonly number[]): SpectrumStack {
  const points = spectra.shape[1];
  const rows = (values: Float32Array): Float32Array => {
    const kept = new Float32Array(chosen.length * points);
    chosen.forEach((i, k) => kept.set(values.subarray(i * points, (i + 1) * points), k * points));
    return kept;
  };
  return {
    ...spectra,
    re: rows(spectra.re),
    im: rows(spectra.im),
    shape: [chosen.length, points],
    labels: spectra.labels && Uint8Array.from(chosen, (i) => spectra.labels![i]),
  };
}
