import jStat from "jstat";
import type { RandomSource } from "../signal/randomSource.js";

export interface GeneralisedGaussianMcmcOptions {
  random: RandomSource;
  /** Chains, begun apart from each other. @default 4 */
  chains?: number;
  /** Draws of each chain that are thrown away while its steps are fitted to the posterior. @default 500 */
  burnIn?: number;
  /** Draws of each chain that are kept. @default 1000 */
  draws?: number;
}

/** Draws from the posterior of a generalised Gaussian's shape and scale. */
export interface GeneralisedGaussianPosterior {
  /** chains x draws, chain by chain. */
  shape: Float64Array;
  /** In the values' unit. */
  scale: Float64Array;
  chains: number;
  /** Share of steps that were taken, after burn-in. */
  acceptance: number;
  /** Gelman and Rubin's R-hat of log shape and log scale (1 is converged), each chain cut in two. */
  rHat: { shape: number; scale: number };
}

/** The prior is flat in log shape and log scale, between these shapes: Laplace is 1, Gauss 2, a box infinity. */
const SHAPES = [0.3, 12] as const;
/** Share of steps to be taken that suits two dimensions (Gelman, Roberts and Gilks 1996). */
const ACCEPTANCE = 0.35;

/**
 * The posterior of shape and scale of a generalised Gaussian about zero, density
 * shape / (2 scale Gamma(1 / shape)) exp(-|x / scale|^shape), by random-walk Metropolis in the logarithms of both. While
 * a chain burns in, the walk takes on the covariance of where it has been and the length that accepts about 35 % of
 * steps (Haario, Saksman and Tamminen, Bernoulli 2001); then it is held, so that the kept draws are of one chain.
 *
 * @throws RangeError for fewer than ten values, or values that are all 0.
 */
export function generalisedGaussianMcmc(
  values: ArrayLike<number>,
  { random, chains = 4, burnIn = 500, draws = 1000 }: GeneralisedGaussianMcmcOptions,
): GeneralisedGaussianPosterior {
  let [largest, squares, used] = [0, 0, 0];
  for (let k = 0; k < values.length; k++) {
    largest = Math.max(largest, Math.abs(values[k]));
    squares += values[k] ** 2;
  }
  if (values.length < 10 || !(largest > 0)) {
    throw new RangeError("ten values or more are needed, not all 0");
  }
  const n = values.length;
  const logs = new Float64Array(n);
  // In units of the largest, so that no power overflows.
  for (let k = 0; k < n; k++) if (values[k] !== 0) logs[used++] = Math.log(Math.abs(values[k]) / largest);
  const logLikelihood = (logShape: number, logScale: number): number => {
    const shape = Math.exp(logShape);
    if (!(shape > SHAPES[0] && shape < SHAPES[1])) return -Infinity;
    let sum = 0;
    for (let k = 0; k < used; k++) sum += Math.exp(shape * (logs[k] - logScale));
    return n * (logShape - Math.log(2) - logScale - jStat.gammaln(1 / shape)) - sum;
  };
  // Where Gauss would have it: shape 2, scale the root of twice the variance.
  const start = [Math.log(2), Math.log(Math.sqrt((2 * squares) / n) / largest)] as const;
  const total = chains * draws;
  const logShapes = new Float64Array(total);
  const logScales = new Float64Array(total);
  let taken = 0;
  for (let chain = 0; chain < chains; chain++) {
    const own = random.fork(`chain ${chain}`);
    let at = start.map((value) => value + 0.3 * own.normal()) as [number, number];
    let height = logLikelihood(...at);
    let factor = [0.1, 0, 0.1] as [number, number, number];
    let length = 1;
    const course: [number, number][] = [];
    for (let k = 0; k < burnIn + draws; k++) {
      const [a, b] = [own.normal(), own.normal()];
      const next: [number, number] = [
        at[0] + length * factor[0] * a,
        at[1] + length * (factor[1] * a + factor[2] * b),
      ];
      const there = logLikelihood(...next);
      const accepted = Math.log(1 - own.uniform()) < there - height;
      if (accepted) [at, height] = [next, there];
      if (k < burnIn) {
        length *= Math.exp(((accepted ? 1 : 0) - ACCEPTANCE) / Math.sqrt(k + 1));
        course.push(at);
        // Early steps are of the way there: the covariance is that of the later half.
        if (k % 50 === 49 && k >= 100) factor = covarianceFactor(course.slice(course.length >> 1), factor);
      } else {
        const place = chain * draws + k - burnIn;
        [logShapes[place], logScales[place]] = at;
        if (accepted) taken++;
      }
    }
  }
  return {
    shape: logShapes.map(Math.exp),
    scale: logScales.map((value) => largest * Math.exp(value)),
    chains,
    acceptance: taken / total,
    rHat: { shape: splitRHat(logShapes, chains), scale: splitRHat(logScales, chains) },
  };
}

type Factor = [number, number, number];

/** Cholesky factor of the covariance of visited places, times 2.4 / sqrt(2); as it was when they are too few. */
function covarianceFactor(places: readonly [number, number][], before: Factor): Factor {
  const n = places.length;
  const [meanA, meanB] = [0, 1].map((j) => places.reduce((sum, place) => sum + place[j], 0) / n);
  let [aa, ab, bb] = [0, 0, 0];
  for (const [a, b] of places) {
    aa += (a - meanA) ** 2 / n;
    ab += ((a - meanA) * (b - meanB)) / n;
    bb += (b - meanB) ** 2 / n;
  }
  const rest = bb - (ab * ab) / aa;
  if (!(aa > 0 && rest > 0)) return before;
  const by = 2.4 / Math.SQRT2;
  return [by * Math.sqrt(aa), (by * ab) / Math.sqrt(aa), by * Math.sqrt(rest)];
}

/** Gelman et al., Bayesian Data Analysis, 3rd ed., section 11.4. */
function splitRHat(values: Float64Array, chains: number): number {
  const half = Math.floor(values.length / chains / 2);
  const parts = Array.from({ length: 2 * chains }, (_, k) => {
    const from = Math.floor((k * values.length) / (2 * chains));
    return values.subarray(from, from + half);
  });
  const means = parts.map((part) => part.reduce((sum, value) => sum + value, 0) / half);
  const grand = means.reduce((sum, value) => sum + value, 0) / parts.length;
  const between = means.reduce((sum, value) => sum + (value - grand) ** 2, 0) / (parts.length - 1);
  const within =
    parts.reduce((sum, part, k) => {
      return sum + part.reduce((all, value) => all + (value - means[k]) ** 2, 0) / (half - 1);
    }, 0) / parts.length;
  return Math.sqrt((half - 1) / half + between / within);
}
