import { ppmWindow } from "../signal/index.js";
import { vaeDefaults } from "./vaeConfig.js";
import type { Activation, VaeConfig } from "./vaeConfig.js";
import { vaeWeightShapes } from "./vaeNetwork.js";

/** The sizes of an autoencoder, for figure 1 and for a first look. */
export interface VaeLayout {
  /** Values of the input: twice the points, real and imaginary part. */
  input: number;
  layers: readonly number[];
  latent: number;
  activation: Activation;
  beta: number;
  /** The part of the spectrum that goes in, ppm. */
  ppmRange: readonly [number, number];
  /** How many numbers are learned. */
  parameters: number;
}

/**
 * The sizes that a config comes to for spectra on a ppm axis.
 *
 * @param config - what differs from `vaeDefaults`.
 */
export function vaeLayout(config: Partial<VaeConfig>, ppm: Float64Array): VaeLayout {
  const whole = { ...vaeDefaults, ...config };
  const range = whole.ppmRange;
  const [first, last] = range === "all" ? [0, ppm.length] : ppmWindow(ppm, range[0], range[1]);
  const input = 2 * (last - first);
  const shapes = Object.values(vaeWeightShapes(whole, input));
  const { layers, latent, activation, beta } = whole;
  return {
    input,
    layers,
    latent,
    activation,
    beta,
    ppmRange: range === "all" ? [ppm[0], ppm[ppm.length - 1]] : range,
    parameters: shapes.reduce((sum, shape) => sum + shape.reduce((product, size) => product * size, 1), 0),
  };
}
