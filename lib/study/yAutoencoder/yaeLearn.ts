import type { YAutoencoder } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { yaeBasis } from "./yaeBases.js";
import { yaeModel } from "./yaeModel.js";
import type { YaeModelOptions } from "./yaeModel.js";
import { yaeNoise } from "./yaeNoise.js";
import { yaeSettings } from "./yaeSettings.js";

/**
 * A Y-shaped autoencoder for scans of one's own: it learns from simulated spectra of the literature's basis with
 * generalised Gaussian noise, its shape and scale drawn from what these scans' noise may be. Nothing else of them is used.
 */
export function yaeLearn(
  stacks: readonly FidStack[],
  settings = yaeSettings(),
  options: YaeModelOptions = {},
): Promise<YAutoencoder> {
  const noise = [yaeNoise("scans", stacks, settings, randomSource(settings.seed).fork("scans"))];
  const set = { single: yaeBasis(settings), multi: [], noise, phantoms: [] };
  return yaeModel(set, { design: "y", basis: "single", noise: "GG" }, settings, options);
}
