import { ppmWindow, stackApodize, stackToSpectra } from "../signal/index.js";
import type { FidStack } from "../signal/index.js";
import { median } from "./median.js";

/** Two groups that the transients of a scan fall into. */
export interface TransientClasses {
  /** Of each transient: 0 or 1. */
  group: Uint8Array;
  /** `alternating`, `pairs`, `blocks of 8`, `halves`, with `slip at 7` where one was lost or repeated; or `each by itself`. */
  order: string;
  /** How far the groups stand out of what orders of no meaning would give, in SDs of these. */
  score: number;
  /** `score` over the most it could be: 1 when all transients of a group are alike. */
  agreement: number;
  /** Energy of the groups' difference over that of the mean spectrum, without noise and without what is named below. */
  share: number;
  /** The difference between 1.2 and 1.75 ppm, where no editing in use has its lines, over that in the range compared. */
  outside: number;
}

/** ppm compared: from below NAA to below the foot of water. */
const RANGE = [1.85, 3.95] as const;
/** ppm of lipids. */
const OUTSIDE = [1.2, 1.75] as const;
/** Order of the baseline that is taken out of each transient: tails of water and lipids, which differ from one to the next. */
const BASELINE = 3;
/** Times the median size of a transient's deviation that it may have: a spoilt one must not speak for a group. */
const LIMIT = 2;
/** What a slip must add to the score to be believed. */
const SLIP = 0.5;
/** Fewest transients among which a slip is looked for. */
const FEWEST_FOR_SLIP = 6;
/** Longest block in which a slip is looked for. */
const LONGEST_FOR_SLIP = 8;
/** Fewest transients that are sorted one by one, and the smallest share of them that is a condition and not some spoilt ones. */
const FEWEST_BY_THEMSELVES = 8;
const SMALLEST_SHARE = 0.2;
/** Agreement from which on each transient is trusted to say by itself where it belongs. */
const BIMODAL = 0.85;

/**
 * The two groups of transients that differ most from each other, in an order that scanners use: alternating, in pairs or
 * longer blocks, in halves, each also with one transient lost or repeated; or, where each transient can tell by itself, in
 * none. It is not yet said that the difference is real or editing: `score`, `share` and `outside` tell.
 *
 * What amplitude, phase, shift, line width (the mean FID times 1, t, t^2) and a cubic baseline explain is taken out of
 * each spectrum, so that motion, drift and lipids make no groups. The rest, r, is limited to twice its median size. For
 * an order g of +-1 the sum over pairs of g_i g_j <r_i, r_j> does not hold any transient's noise squared: without groups
 * its expectation is 0 and its SD the root of the sum of <r_i, r_j>^2, which gives `score`.
 *
 * A transient of zeros counts for nothing and gets the place that the order gives it.
 *
 * @param stack - aligned, at least two transients that are not 0.
 */
export function transientClasses(stack: FidStack): TransientClasses {
  const n = stack.shape[0];
  const smooth = stackApodize(stack, { lorentzian: 4 });
  const spectra = stackToSpectra(smooth);
  const rows = (range: readonly [number, number]): Complex[] => {
    const [first, last] = ppmWindow(spectra.ppm, ...range);
    const points = spectra.shape[1];
    const cut = (part: Float32Array, i: number): Float64Array =>
      Float64Array.from(part.subarray(i * points + first, i * points + last));
    return Array.from({ length: n }, (_, i) => ({ re: cut(spectra.re, i), im: cut(spectra.im, i) }));
  };
  const own = rows(RANGE);
  const energies = own.map((row) => product(row, row));
  const typical = median(energies.filter((value) => value > 0));
  const count = energies.filter((value) => value > 0).length;
  const mean = momentsOf(smooth, (i) => energies[i] > 0 && energies[i] <= 3 * typical);
  const baseline = orthonormal(polynomials(own[0].re.length));
  const explained = orthonormal([...baseline, ...mean]);
  const energy = rest(mean[0], baseline);
  const inner = pairProducts(limited(own.map((row) => rest(row, explained))));
  const beside = rows(OUTSIDE);
  const flat = orthonormal(polynomials(beside[0].re.length, 0));
  const besideInner = pairProducts(limited(beside.map((row) => rest(row, flat))));

  let size = 0;
  for (let i = 0; i < n; i++) for (let j = 0; j < i; j++) size += inner[i][j] ** 2;
  size = Math.sqrt(size) || 1;
  const found = bestOrder(inner, size);
  const sign = found.sign;
  let order = found.order;
  const pairs = (count * (count - 1)) / 2;
  let total = pairSum(inner, sign);
  if (n >= FEWEST_BY_THEMSELVES) {
    const single = byThemselves(inner, sign);
    const alone = pairSum(inner, single);
    const agreement = alone / size / Math.sqrt(pairs);
    const ups = single.filter((value) => value > 0).length;
    const balanced = Math.min(ups, n - ups) >= SMALLEST_SHARE * n;
    const apart = single.filter((value, i) => value !== sign[i]).length;
    const strays = Math.min(apart, n - apart);
    if (agreement > BIMODAL && balanced && strays > 0 && alone > total) {
      // A few transients that lost their place leave the order what it is.
      order = strays <= n / 8 ? `${order}, ${strays} out of order` : "each by itself";
      sign.set(single);
      total = alone;
    }
  }
  return {
    group: Uint8Array.from(sign, (value) => (value > 0 ? 1 : 0)),
    order,
    score: total / size,
    agreement: total / size / Math.sqrt(pairs),
    share: (4 * total) / pairs / (product(energy, energy) || 1),
    outside: total > 0 ? pairSum(besideInner, sign) / total : Infinity,
  };
}

interface Complex {
  re: Float64Array;
  im: Float64Array;
}

/** Real part of <a, b>. */
function product(a: Complex, b: Complex): number {
  let sum = 0;
  for (let k = 0; k < a.re.length; k++) sum += a.re[k] * b.re[k] + a.im[k] * b.im[k];
  return sum;
}

/** Spectra of the mean FID times 1, t and t^2 within the range. */
function momentsOf(stack: FidStack, counts: (i: number) => boolean): Complex[] {
  const [n, points] = stack.shape;
  const sum = { re: new Float64Array(points), im: new Float64Array(points) };
  for (let i = 0; i < n; i++) {
    if (!counts(i)) continue;
    for (let t = 0; t < points; t++) {
      sum.re[t] += stack.re[i * points + t] / n;
      sum.im[t] += stack.im[i * points + t] / n;
    }
  }
  return [0, 1, 2].map((power) => {
    const timed = (part: Float64Array): Float32Array =>
      Float32Array.from(part, (value, t) => value * (t / points) ** power);
    const one = {
      ...stack,
      re: timed(sum.re),
      im: timed(sum.im),
      shape: [1, points] as const,
      labels: undefined,
      dimensions: undefined,
    };
    const { re, im, ppm } = stackToSpectra(one);
    const [first, last] = ppmWindow(ppm, ...RANGE);
    return {
      re: Float64Array.from(re.subarray(first, last)),
      im: Float64Array.from(im.subarray(first, last)),
    };
  });
}

/** Chebyshev polynomials up to an order, over `points` points. */
function polynomials(points: number, order = BASELINE): Complex[] {
  return Array.from({ length: order + 1 }, (_, degree) => ({
    re: Float64Array.from({ length: points }, (_, k) =>
      Math.cos(degree * Math.acos((2 * k) / (points - 1) - 1)),
    ),
    im: new Float64Array(points),
  }));
}

/** An orthonormal basis of the space that the vectors span (Gram and Schmidt, twice over). */
function orthonormal(vectors: readonly Complex[]): Complex[] {
  const basis: Complex[] = [];
  for (const vector of vectors) {
    const left = rest(rest(vector, basis), basis);
    const length = Math.sqrt(product(left, left));
    if (!(length > 1e-9 * Math.sqrt(product(vector, vector)))) continue;
    basis.push({ re: left.re.map((x) => x / length), im: left.im.map((x) => x / length) });
  }
  return basis;
}

/** What is left of a vector beside a basis. */
function rest(vector: Complex, basis: readonly Complex[]): Complex {
  const re = Float64Array.from(vector.re);
  const im = Float64Array.from(vector.im);
  for (const { re: u, im: v } of basis) {
    let [x, y] = [0, 0];
    for (let k = 0; k < re.length; k++) {
      x += u[k] * re[k] + v[k] * im[k];
      y += u[k] * im[k] - v[k] * re[k];
    }
    for (let k = 0; k < re.length; k++) {
      re[k] -= x * u[k] - y * v[k];
      im[k] -= x * v[k] + y * u[k];
    }
  }
  return { re, im };
}

/** None longer than twice the median. */
function limited(rows: readonly Complex[]): Complex[] {
  const sizes = rows.map((row) => Math.sqrt(product(row, row)));
  const most = LIMIT * median(sizes.filter((size) => size > 0));
  return rows.map((row, i) => {
    const factor = sizes[i] > most ? most / sizes[i] : 1;
    return { re: row.re.map((x) => factor * x), im: row.im.map((x) => factor * x) };
  });
}

/** <r_i, r_j>, and 0 where i = j. */
function pairProducts(rows: readonly Complex[]): Float64Array[] {
  const inner = rows.map(() => new Float64Array(rows.length));
  for (let i = 0; i < rows.length; i++) {
    for (let j = 0; j < i; j++) inner[i][j] = inner[j][i] = product(rows[i], rows[j]);
  }
  return inner;
}

/** The sum over pairs of g_i g_j <r_i, r_j>. */
function pairSum(inner: readonly Float64Array[], sign: Int8Array): number {
  let total = 0;
  for (let i = 0; i < sign.length; i++) {
    let sum = 0;
    for (let j = 0; j < i; j++) sum += sign[j] * inner[i][j];
    total += sign[i] * sum;
  }
  return total;
}

/** The order of blocks, one of them perhaps a transient too short or too long, that parts the transients best. */
function bestOrder(inner: readonly Float64Array[], size: number): { order: string; sign: Int8Array } {
  const n = inner.length;
  const half = Math.ceil(n / 2);
  const blocks = [1, 2, 3, 4, 5, 6, 8, 10, 12, 16, 20, 24, 32, 40, 48, 64].filter((block) => block < half);
  let best = -Infinity;
  let found = { order: "", sign: new Int8Array(n) };
  const take = (order: string, sign: Int8Array, value: number): void => {
    if (value > best) [best, found] = [value, { order, sign }];
  };
  for (const block of [...blocks, half]) {
    const order = { 1: "alternating", 2: "pairs", [half]: "halves" }[block] ?? `blocks of ${block}`;
    for (let offset = 0; offset < (block === half && n !== 4 ? 1 : block); offset++) {
      const before = blocksOf(n, block, offset);
      take(order, before, pairSum(inner, before) / size);
      if (n < FEWEST_FOR_SLIP || block === half || block > LONGEST_FOR_SLIP) continue;
      for (const lost of block === 1 ? [1] : [1, -1]) {
        const after = blocksOf(n, block, offset + lost);
        slipSums(inner, before, after).forEach((total, at) => {
          if (at < 2 || at > n - 2 || total / size - SLIP <= best) return;
          const sign = before.map((value, i) => (i < at ? value : after[i]));
          take(`${order}, slip at ${at}`, sign, total / size - SLIP);
        });
      }
    }
  }
  return found;
}

function blocksOf(n: number, block: number, offset: number): Int8Array {
  return Int8Array.from({ length: n }, (_, i) => (Math.floor((i + offset + 2 * block) / block) % 2 ? 1 : -1));
}

/** `pairSum` of one order up to a transient and another from there on, for every transient, in n^2 steps. */
function slipSums(inner: readonly Float64Array[], before: Int8Array, after: Int8Array): Float64Array {
  const n = before.length;
  const totals = new Float64Array(n + 1);
  let total = pairSum(inner, after);
  for (let at = 0; at <= n; at++) {
    totals[at] = total;
    if (at === n || before[at] === after[at]) continue;
    let sum = 0;
    for (let j = 0; j < n; j++) sum += (j < at ? before[j] : after[j]) * inner[at][j];
    total += (before[at] - after[at]) * sum;
  }
  return totals;
}

/**
 * The signs of the leading eigenvector, settled until each transient is on the side of those that it is like. One that is
 * like neither, as a spoilt one is, keeps the side that the order gives it.
 */
function byThemselves(inner: readonly Float64Array[], ordered: Int8Array): Int8Array {
  const n = inner.length;
  const towards = (i: number): number => inner[i].reduce((sum, value, j) => sum + value * sign[j], 0);
  let vector = Float64Array.from(inner[strongest(inner)]);
  for (let pass = 0; pass < 50; pass++) {
    const next = vector.map((_, i) => inner[i].reduce((sum, value, j) => sum + value * vector[j], 0));
    const length = Math.hypot(...next) || 1;
    vector = next.map((value) => value / length);
  }
  const sign = Int8Array.from(vector, (value) => (value < 0 ? -1 : 1));
  for (let pass = 0; pass < 10; pass++) {
    let moved = false;
    for (let i = 0; i < n; i++) {
      const side = towards(i) < 0 ? -1 : 1;
      if (side !== sign[i]) [sign[i], moved] = [side, true];
    }
    if (!moved) break;
  }
  const clear = sign.map((_, i) => (towards(i) < 0 ? -1 : 1));
  const pull = Array.from(sign, (_, i) => Math.abs(towards(i)));
  const unclear = pull.map((value) => value < median(pull) / 2);
  const turned = clear.reduce((sum, value, i) => sum + (unclear[i] ? 0 : value * ordered[i]), 0) < 0 ? -1 : 1;
  return clear.map((value, i) => (unclear[i] ? turned * ordered[i] : value));
}

function strongest(inner: readonly Float64Array[]): number {
  const power = inner.map((row) => row.reduce((sum, value) => sum + value * value, 0));
  return power.indexOf(Math.max(...power));
}
