import { Y_AUTOENCODER, yAutoencoderTrain } from "../../models/index.js";
import type { YAutoencoder } from "../../models/index.js";
import { randomSource } from "../../signal/index.js";
import type { Progress } from "../../signal/index.js";
import { networkKept } from "../trained/networkKept.js";
import type { NetworkKeptOptions } from "../trained/networkKept.js";
import type { YaeSet } from "./yaeSet.js";
import type { YaeNetwork, YaeSettings } from "./yaeSettings.js";
import { yaeSpectra } from "./yaeSpectra.js";

export interface YaeModelOptions extends NetworkKeptOptions {
  progress?: Progress;
  signal?: AbortSignal;
}

/** For example `YAE single GG`. */
export function yaeName({ design, basis, noise }: YaeNetwork): string {
  return `${design === "y" ? "YAE" : "FCNN"} ${basis} ${noise}`;
}

/** A network of the study, trained on a stream of spectra or kept from before. */
export async function yaeModel(
  set: YaeSet,
  network: YaeNetwork,
  settings: YaeSettings,
  { progress, signal, ...kept }: YaeModelOptions = {},
): Promise<YAutoencoder> {
  const [{ posterior }] = set.noise;
  const bases = network.basis === "single" ? [set.single] : set.multi;
  const spectra = yaeSpectra(bases, settings, network.noise === "ADC" ? "ADC" : posterior);
  const { channels, points } = spectra;
  const { metabolites, seed, chunk, validation } = settings;
  const config = { ...settings.network, metabolites, channels, points, seed, design: network.design };
  const { phantoms: _phantoms, networks: _networks, ...learned } = settings;
  return networkKept(
    Y_AUTOENCODER,
    {
      code: import.meta.url,
      settings: { config, network, learned },
      data: [
        ...bases.flat().flatMap(({ re, im }) => [re, im]),
        ...(network.noise === "GG" ? [posterior.shape, posterior.scale] : []),
      ],
    },
    (checkpoint) => {
      const random = randomSource(seed).fork(`spectra ${network.basis} ${network.noise}`);
      return yAutoencoderTrain(
        spectra.make(chunk, random.fork("first")),
        spectra.make(validation, random.fork("validation")),
        config,
        { stream: (own) => spectra.make(chunk, own), progress, signal, checkpoint },
      );
    },
    kept,
  );
}
