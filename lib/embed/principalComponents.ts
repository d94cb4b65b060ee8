import * as tf from "@tensorflow/tfjs";
import { EigenvalueDecomposition, Matrix } from "ml-matrix";
import { engineStart } from "../engine/index.js";
import { randomSource } from "../signal/index.js";

/** Each multiplies a direction by its variance: enough to part those a quarter apart. */
const ITERATIONS = 12;
/** Up to so many points the products of all with each other are decomposed: exact, and sooner done. */
const FEW = 200;

/** The directions in which points vary most. */
export interface PrincipalComponents {
  /** count x d, orthonormal rows, the greatest variance first. */
  directions: Float32Array;
  /** count: mean square of the points along each. */
  variances: Float64Array;
  /** [count, d]. */
  shape: readonly [number, number];
}

/**
 * The leading principal components of points that are centred already, by subspace iteration from a random start
 * (Halko, Martinsson and Tropp, SIAM Rev 2011) on the tensor engine: the leading ones of thousands of spectra in
 * a second. The last few of those asked for are less exact than the first; all are exact for 200 points or fewer.
 *
 * @param points - n x d, row-major, of mean 0 (in whatever groups they were centred).
 * @param shape - [n, d].
 * @param count - of directions; fewer when there are fewer points or dimensions.
 */
export function principalComponents(
  points: Float32Array,
  shape: readonly [number, number],
  count: number,
): PrincipalComponents {
  const [n, d] = shape;
  const wanted = Math.min(count, n, d);
  if (n <= FEW) return ofFew(points, shape, wanted);
  // Some more than are asked for let the last of those converge.
  const width = Math.min(wanted + 8, n, d);
  const random = randomSource(1);
  engineStart();
  let basis = orthonormal(
    Float64Array.from({ length: width * d }, () => random.normal()),
    width,
    d,
  );
  const x = tf.tensor2d(points, [n, d]);
  const project = (): tf.Tensor2D =>
    tf.matMul(tf.tensor2d(Float32Array.from(basis), [width, d]), x, false, true);
  let along: Float32Array;
  try {
    for (let iteration = 0; iteration < ITERATIONS; iteration++) {
      basis = orthonormal(Float64Array.from(tf.tidy(() => tf.matMul(project(), x).dataSync())), width, d);
    }
    along = tf.tidy(() => project().dataSync() as Float32Array);
  } finally {
    x.dispose();
  }
  const spread = Float64Array.from({ length: width }, (_, k) => {
    let sum = 0;
    for (let i = k * n; i < (k + 1) * n; i++) sum += along[i] * along[i];
    return sum / n;
  });
  const order = [...spread.keys()].sort((a, b) => spread[b] - spread[a]).slice(0, wanted);
  const directions = new Float32Array(wanted * d);
  order.forEach((k, place) => directions.set(basis.subarray(k * d, (k + 1) * d), place * d));
  return { directions, variances: Float64Array.from(order, (k) => spread[k]), shape: [wanted, d] };
}

/** From the n x n products of the points with each other. */
function ofFew(points: Float32Array, [n, d]: readonly [number, number], wanted: number): PrincipalComponents {
  const x = new Matrix(Array.from({ length: n }, (_, i) => points.subarray(i * d, (i + 1) * d)));
  const { realEigenvalues: energies, eigenvectorMatrix } = new EigenvalueDecomposition(
    x.mmul(x.transpose()),
    { assumeSymmetric: true },
  );
  const directions = new Float64Array(wanted * d);
  for (let k = 0; k < wanted; k++) {
    // Ascending
    const place = n - 1 - k;
    for (let i = 0; i < n; i++) {
      const weight = eigenvectorMatrix.get(i, place);
      for (let j = 0; j < d; j++) directions[k * d + j] += weight * x.get(i, j);
    }
  }
  return {
    directions: Float32Array.from(orthonormal(directions, wanted, d)),
    variances: Float64Array.from({ length: wanted }, (_, k) => Math.max(0, energies[n - 1 - k]) / n),
    shape: [wanted, d],
  };
}

/** Rows made orthonormal one after the other (Gram-Schmidt, twice, which is as good as Householder). */
function orthonormal(rows: Float64Array, count: number, d: number): Float64Array {
  for (let k = 0; k < count; k++) {
    const own = rows.subarray(k * d, (k + 1) * d);
    for (let pass = 0; pass < 2; pass++) {
      for (let l = 0; l < k; l++) {
        const other = rows.subarray(l * d, (l + 1) * d);
        let dot = 0;
        for (let j = 0; j < d; j++) dot += own[j] * other[j];
        for (let j = 0; j < d; j++) own[j] -= dot * other[j];
      }
    }
    const norm = Math.sqrt(own.reduce((sum, value) => sum + value * value, 0)) || 1;
    for (let j = 0; j < d; j++) own[j] /= norm;
  }
  return rows;
}
