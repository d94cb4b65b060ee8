import jstat from "jstat";
import type { RandomSource } from "../signal/index.js";

/**
 * A stream of numbers of a generalised Gaussian with mean 0 and variance 1: |x|^shape is a gamma variate of 1/shape
 * (drawn as Marsaglia and Tsang, ACM Trans Math Softw 2000), the sign is random. Shape 2 takes the source's normal ones.
 *
 * @throws RangeError for a shape that is not above 0.
 */
export function generalisedGaussianDraws(shape: number, random: RandomSource): () => number {
  if (!(shape > 0)) throw new RangeError(`shape must be above 0, got ${shape}`);
  if (shape === 2) return () => random.normal();
  const a = 1 / shape;
  // Variance of the density of scale 1
  const variance = Math.exp(jstat.gammaln(3 * a) - jstat.gammaln(a));
  const unit = 1 / Math.sqrt(variance);
  const d = a + 1 - 1 / 3;
  const c = 1 / Math.sqrt(9 * d);
  return () => {
    for (;;) {
      const x = random.normal();
      const v = (1 + c * x) ** 3;
      if (v <= 0) continue;
      if (Math.log(1 - random.uniform()) >= 0.5 * x * x + d - d * v + d * Math.log(v)) continue;
      // A gamma variate of a + 1 times u^(1/a) is one of a; its power 1/shape = a takes the exponent away.
      const size = (d * v) ** a * random.uniform();
      return random.uniform() < 0.5 ? -unit * size : unit * size;
    }
  };
}
