import type * as tf from "@tensorflow/tfjs";
import { covarianceApply } from "./covarianceLayers.js";
import type { CovarianceNet } from "./covarianceNet.js";
import { networkApply } from "./networkApply.js";

type Tensors = Readonly<Record<string, tf.Tensor>>;

/**
 * The averaged difference spectra that a covariance network makes, any number of transients each.
 *
 * @param transients - one array a scan: its difference transients, count x points, each by its largest magnitude.
 * @returns scans x points: real parts; their height means nothing.
 */
export function covariancePredict(network: CovarianceNet, transients: readonly Float32Array[]): Float32Array {
  const { points } = network.config;
  const made = new Float32Array(transients.length * points);
  const lengths = [...new Set(transients.map(({ length }) => length))];
  for (const length of lengths) {
    const members = [...transients.keys()].filter((k) => transients[k].length === length);
    const count = length / points;
    const x = new Float32Array(members.length * length);
    members.forEach((k, i) => x.set(transients[k], i * length));
    const shapes = { x: [count, points], counts: [1] };
    const inputs = { x, counts: new Float32Array(members.length).fill(count) };
    const body = (weights: Tensors, tensors: Tensors): tf.Tensor[] => [
      covarianceApply(network.config, weights, tensors.x as tf.Tensor3D, tensors.counts as tf.Tensor2D),
    ];
    // A covariance of 500 points takes 1 MB, and the first layers' outputs more.
    const [rows] = networkApply(network, inputs, shapes, [points], body, { chunk: 16 });
    members.forEach((k, i) => made.set(rows.subarray(i * points, (i + 1) * points), k * points));
  }
  return made;
}
