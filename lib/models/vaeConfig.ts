/** How training spectra are varied afresh in each epoch; standard deviations of normal distributions. */
export interface Jitter {
  /** Hz. @default 0 */
  frequency: number;
  /** Radians, zero order. @default 0 */
  phase: number;
  /** Hz of Lorentzian width: the magnitude of the normal number is used, for a line can only be broadened. @default 0 */
  lineBroadening: number;
}

/** Non-linearity between dense layers. */
export type Activation = "elu" | "relu" | "tanh" | "softplus";

/** All that decides what a variational autoencoder becomes, besides its data. */
export interface VaeConfig {
  /** The part of the spectrum it sees, [low, high] in ppm, or all of it. @default [0.2, 5.4] */
  ppmRange: readonly [number, number] | "all";
  /** Widths of the encoder's dense layers; the decoder mirrors them. @default [1024, 512, 256] */
  layers: readonly number[];
  /** Width of the latent space. @default 32 */
  latent: number;
  /** @default "elu" */
  activation: Activation;
  /** Weight of the Kullback-Leibler divergence against the squared error summed over points. @default 0.02 */
  beta: number;
  /** Epochs over which beta rises from 0, linearly. @default 5 */
  betaWarmupEpochs: number;
  /** Of Adam at the start; it falls to a hundredth along a cosine. @default 0.001 */
  learningRate: number;
  /** @default 128 */
  batchSize: number;
  /** At most. @default 60 */
  epochs: number;
  /** Epochs without a lower validation loss after which training stops. @default 15 */
  patience: number;
  /** Of the initial weights, the shuffling, the noise and the jitter. @default 1 */
  seed: number;
  /** @default none */
  jitter: Jitter;
}

/** The defaults. */
export const vaeDefaults: VaeConfig = {
  ppmRange: [0.2, 5.4],
  layers: [1024, 512, 256],
  latent: 32,
  activation: "elu",
  beta: 0.02,
  betaWarmupEpochs: 5,
  learningRate: 0.001,
  batchSize: 128,
  epochs: 60,
  patience: 15,
  seed: 1,
  jitter: { frequency: 0, phase: 0, lineBroadening: 0 },
};
