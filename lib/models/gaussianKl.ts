import type * as tf from "@tensorflow/tfjs";

/**
 * The Kullback-Leibler divergence of each row's Gaussian N(mean, diag exp logVar) from N(0, I), in nats:
 * (mean^2 + variance - 1 - log variance) / 2, summed (Kingma and Welling 2014, arXiv 1312.6114, appendix B).
 */
export function gaussianKl(mean: tf.Tensor2D, logVar: tf.Tensor2D): tf.Tensor1D {
  return mean.square().add(logVar.exp()).sub(logVar).sub(1).sum(1).mul(0.5) as tf.Tensor1D;
}
