import type { Network } from "./network.js";

/**
 * `convolution`: the small network of the 2023 challenge's first track: four convolutions of one channel, four dense
 * layers. `recurrent`: the larger one of the other tracks: convolutions that grow in channels down to one vector, its
 * Fourier transform, four gated recurrent layers along it, one dense layer.
 */
export type CovarianceDesign = "convolution" | "recurrent";

/** All that decides what a covariance network becomes, besides its data. */
export interface CovarianceConfig {
  design: CovarianceDesign;
  /** Points of a difference spectrum: the covariance is points x points. */
  points: number;
  /** ppm of the points, for those who hand scans to a network that was saved. @default not told */
  ppm?: readonly number[];
  /** Difference transients of a training sample; samples of fewer are filled up with zeros. */
  transients: number;
  /** Mean and SD of the covariances' values over training samples: what the paper's batch normalisation learns. */
  statistics: { mean: number; sd: number };
  /** Of Adam at the start. @default 0.001 */
  learningRate: number;
  /** @default 16 */
  batchSize: number;
  /** At most. @default 20 */
  epochs: number;
  /** @default 6 */
  patience: number;
  /** @default 1 */
  seed: number;
}

/**
 * A network that makes the averaged difference spectrum from the covariance over points of its transients (Merkofer et
 * al., arXiv 2306.02984): X' X of the real parts, each transient by its largest magnitude, over the number of
 * transients, so that their number does not matter.
 */
export type CovarianceNet = Network<CovarianceConfig>;

export const COVARIANCE = "covariance network";

/** The defaults. */
export const covarianceDefaults: Omit<CovarianceConfig, "points" | "transients" | "statistics"> = {
  design: "convolution",
  learningRate: 0.001,
  batchSize: 16,
  epochs: 20,
  patience: 6,
  seed: 1,
};

/** Difference transients with the averaged difference spectrum that they should give. */
export interface CovarianceRows {
  /** n x transients x points: real parts, each by its largest magnitude; zeros where there are fewer. */
  x: Float32Array;
  /** n x points: real part of the target, by its largest magnitude. */
  y: Float32Array;
  /** n: how many of the transients are there. */
  counts: Float32Array;
}
