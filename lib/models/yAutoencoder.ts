import type { Network } from "./network.js";

/** All that decides what a Y-shaped autoencoder becomes, besides its data. */
export interface YAutoencoderConfig {
  /** What is quantified, in the order of the outputs. */
  metabolites: readonly string[];
  /** Spectra that go in side by side, each through the same layers: OFF and ON, real and imaginary. */
  channels: number;
  /** Points of a channel. */
  points: number;
  /**
   * `y`: the latent values are decoded to the noise-free spectrum and quantified. `encoder`: they are quantified alone,
   * which makes it a plain fully connected network (FCNN).
   */
  design: "y" | "encoder";
  /** Widths of the encoder's layers before the latent one. @default [2048, 1024, 512, 256] */
  encoder: readonly number[];
  /** Latent values of a channel. @default 128 */
  latent: number;
  /** Widths of the decoder's layers before the spectrum. @default [64, 128, 256, 512, 1024] */
  decoder: readonly number[];
  /** Width of the quantifier's hidden layer. @default 384 */
  quantifier: number;
  /** Share of the last hidden layer's values that are left out, at random, while it learns. @default 0.2 */
  dropout: number;
  /** Weight of the quantifier's loss: it rises from the first to the second over so many epochs. @default [0.1, 1] */
  quantifierWeight: readonly [number, number];
  /** @default 25 */
  rampEpochs: number;
  /** Of Adam at the start. @default 0.0001 for each 16 of the batch size */
  learningRate: number;
  /** @default 16 */
  batchSize: number;
  /** At most; of a stream, how many times as many spectra as there are rows are made. @default 50 */
  epochs: number;
  /** @default 25 */
  patience: number;
  /** @default 1 */
  seed: number;
}

/**
 * A network of two arms (arXiv 2602.20289 and its code): one gives the spectrum without noise, the other the
 * concentrations, both from the same latent values.
 */
export type YAutoencoder = Network<YAutoencoderConfig>;

export const Y_AUTOENCODER = "Y-shaped autoencoder";

/** The defaults: the sizes of the source's best network. */
export const yAutoencoderDefaults: Omit<
  YAutoencoderConfig,
  "metabolites" | "channels" | "points" | "learningRate"
> = {
  design: "y",
  encoder: [2048, 1024, 512, 256],
  latent: 128,
  decoder: [64, 128, 256, 512, 1024],
  quantifier: 384,
  dropout: 0.2,
  quantifierWeight: [0.1, 1],
  rampEpochs: 25,
  batchSize: 16,
  epochs: 50,
  patience: 25,
  seed: 1,
};

/** Spectra to learn from. */
export interface YAutoencoderRows {
  /** n x channels x points: as measured, by the spectrum's largest magnitude. */
  x: Float32Array;
  /** The same without noise, by the same magnitude. */
  clean: Float32Array;
  /** n x metabolites: concentrations over the largest of them. */
  amounts: Float32Array;
}
