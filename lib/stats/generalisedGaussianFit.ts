import jstat from "jstat";

/** The density shape / (2 scale Gamma(1/shape)) exp(-|x/scale|^shape): shape 1 is Laplace's, 2 is Gauss's. */
export interface GeneralisedGaussian {
  shape: number;
  scale: number;
}

const SHAPES = [0.3, 12] as const;

/**
 * Maximum likelihood fit of a generalised Gaussian around zero (Nadarajah, J Appl Stat 2005). For each shape the scale
 * is known, scale^shape = shape mean(|x|^shape); the shape is found by golden section in 0.3 to 12.
 *
 * @throws RangeError for fewer than ten values, or values that are all 0.
 */
export function generalisedGaussianFit(values: ArrayLike<number>): GeneralisedGaussian {
  const sizes = Float64Array.from(values, Math.abs);
  const largest = sizes.reduce((a, b) => Math.max(a, b), 0);
  if (sizes.length < 10 || !(largest > 0)) throw new RangeError("ten values or more are needed, not all 0");
  // In units of the largest, so that no power overflows.
  const logs = sizes.filter((size) => size > 0).map((size) => Math.log(size / largest));
  const scaleOf = (shape: number): number => {
    let sum = 0;
    for (const log of logs) sum += Math.exp(shape * log);
    return ((shape * sum) / sizes.length) ** (1 / shape);
  };
  const cost = (shape: number): number =>
    Math.log(2 * scaleOf(shape)) + jstat.gammaln(1 / shape) - Math.log(shape) + 1 / shape;
  const golden = (Math.sqrt(5) - 1) / 2;
  let [low, high] = SHAPES.map(Math.log);
  let [left, right] = [high - golden * (high - low), low + golden * (high - low)];
  let [atLeft, atRight] = [cost(Math.exp(left)), cost(Math.exp(right))];
  while (high - low > 1e-4) {
    if (atLeft < atRight) {
      [high, right, atRight] = [right, left, atLeft];
      left = high - golden * (high - low);
      atLeft = cost(Math.exp(left));
    } else {
      [low, left, atLeft] = [left, right, atRight];
      right = low + golden * (high - low);
      atRight = cost(Math.exp(right));
    }
  }
  const shape = Math.exp((low + high) / 2);
  return { shape, scale: largest * scaleOf(shape) };
}
