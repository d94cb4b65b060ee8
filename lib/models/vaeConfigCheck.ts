import { InputError } from "../signal/inputError.js";
import { type VaeConfig, vaeDefaults } from "./vaeConfig.js";

/**
 * A whole config from a partial one: defaults filled in, values checked.
 *
 * @param file - named in the error when the config came from a file.
 * @throws InputError naming the key, its value and what was expected; a key that does not exist is refused, too.
 */
export function vaeConfigCheck(partial: Partial<VaeConfig>, file?: string): VaeConfig {
  for (const key of Object.keys(partial)) {
    if (!(key in vaeDefaults)) {
      throw new InputError({ file, key, value: "unknown", expected: Object.keys(vaeDefaults).join(", ") });
    }
  }
  const given = Object.fromEntries(Object.entries(partial).filter(([, value]) => value !== undefined));
  const config: VaeConfig = {
    ...vaeDefaults,
    ...given,
    jitter: { ...vaeDefaults.jitter, ...partial.jitter },
  };
  const need = (key: string, value: unknown, good: boolean, expected: string): void => {
    if (!good) throw new InputError({ file, key, value, expected });
  };
  const count = (value: unknown, least = 1): boolean => Number.isInteger(value) && (value as number) >= least;
  const { ppmRange, layers, activation } = config;
  const range =
    ppmRange === "all" || (Array.isArray(ppmRange) && ppmRange.length === 2 && ppmRange[0] < ppmRange[1]);
  need("ppmRange", ppmRange, range, '[low, high] in ppm, or "all"');
  const widths = Array.isArray(layers) && layers.length > 0 && layers.every((width) => count(width));
  need("layers", layers, widths, "widths of one dense layer or more, whole numbers");
  need(
    "activation",
    activation,
    ["elu", "relu", "tanh", "softplus"].includes(activation),
    "elu, relu, tanh or softplus",
  );
  for (const key of ["latent", "batchSize", "epochs", "patience"] as const) {
    need(key, config[key], count(config[key]), "a whole number from 1");
  }
  need("seed", config.seed, Number.isSafeInteger(config.seed), "a whole number");
  need(
    "learningRate",
    config.learningRate,
    config.learningRate > 0 && config.learningRate < 1,
    "a number between 0 and 1",
  );
  const notNegative = { beta: config.beta, betaWarmupEpochs: config.betaWarmupEpochs, ...config.jitter };
  for (const [key, value] of Object.entries(notNegative))
    need(key, value, value >= 0 && value < Infinity, "0 or more");
  return config;
}
