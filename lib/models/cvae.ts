import type { Network } from "./network.js";
import type { VaeConfig } from "./vaeConfig.js";
import { vaeDefaults } from "./vaeConfig.js";

/** What a conditional VAE is told of each spectrum besides its points. */
export interface CvaeLabel {
  /** For example a metabolite, or `ON`. */
  name: string;
  /** The values that stand for 0 and 1 at the network's door: the range of the training spectra. */
  range: readonly [number, number];
}

/** All that decides what a conditional VAE becomes, besides its data. */
export interface CvaeConfig extends Pick<
  VaeConfig,
  | "layers"
  | "latent"
  | "activation"
  | "beta"
  | "betaWarmupEpochs"
  | "learningRate"
  | "batchSize"
  | "epochs"
  | "patience"
  | "seed"
> {
  labels: readonly CvaeLabel[];
  /** ppm of the p points of a spectrum. */
  ppm: readonly number[];
  /** What the spectra are divided by: one number for all, since a label tells amounts. */
  scale: number;
}

/** A conditional variational autoencoder: encoder and decoder are told the labels. */
export type Cvae = Network<CvaeConfig>;

export const CVAE = "conditional VAE";

/** The defaults: those of the VAE where the two share them, but for a smaller network, since the data are few lines. */
export const cvaeDefaults: Omit<CvaeConfig, "labels" | "ppm" | "scale"> = {
  layers: [512, 256],
  latent: 16,
  activation: vaeDefaults.activation,
  beta: 0.002,
  betaWarmupEpochs: vaeDefaults.betaWarmupEpochs,
  learningRate: vaeDefaults.learningRate,
  batchSize: 64,
  epochs: 60,
  patience: 15,
  seed: 1,
};

/** Spectra and what a conditional VAE is told of them. */
export interface LabelledRows {
  /** n x 2p: real parts, then imaginary ones, in the spectra's own unit. */
  rows: Float32Array;
  /** n x labels, in their own units. */
  labels: Float32Array;
  /** [n, 2p]. */
  shape: readonly [number, number];
}
