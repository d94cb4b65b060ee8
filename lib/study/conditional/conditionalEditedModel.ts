import { CVAE, cvaeTrain } from "../../models/index.js";
import type { Cvae } from "../../models/index.js";
import { networkKept } from "../trained/networkKept.js";
import { editedRows } from "./conditionalEditedSet.js";
import type { ConditionalEditedSet } from "./conditionalEditedSet.js";
import type { ConditionalModelOptions } from "./conditionalModel.js";
import type { ConditionalEditedSettings } from "./conditionalSettings.js";

/** The conditional VAE of edited spectra, told all metabolites and the condition; trained or kept from before. */
export async function conditionalEditedModel(
  { labels, maker, training, validation }: ConditionalEditedSet,
  settings: ConditionalEditedSettings,
  { progress, signal, ...kept }: ConditionalModelOptions = {},
): Promise<Cvae> {
  const config = { labels, ppm: [...maker.ppm], seed: settings.seed, ...settings.network };
  const [learned, judged] = [editedRows(training), editedRows(validation)];
  return networkKept(
    CVAE,
    {
      code: import.meta.url,
      settings: { settings, config },
      data: [learned, judged].flatMap(({ rows, labels: told }) => [rows, told]),
    },
    (checkpoint) => cvaeTrain(learned, judged, config, { progress, signal, checkpoint }),
    kept,
  );
}
