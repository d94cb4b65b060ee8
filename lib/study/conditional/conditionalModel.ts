import { CVAE, cvaeTrain } from "../../models/index.js";
import type { Cvae } from "../../models/index.js";
import type { Progress } from "../../signal/index.js";
import { networkKept } from "../trained/networkKept.js";
import type { NetworkKeptOptions } from "../trained/networkKept.js";
import type { ConditionalSet } from "./conditionalSet.js";
import { labelledRows } from "./conditionalSet.js";
import type { ConditionalSettings } from "./conditionalSettings.js";

export interface ConditionalModelOptions extends NetworkKeptOptions {
  progress?: Progress;
  signal?: AbortSignal;
}

/** The conditional VAE of a set, trained or kept from before. */
export async function conditionalModel(
  set: ConditionalSet,
  settings: ConditionalSettings,
  { progress, signal, ...kept }: ConditionalModelOptions = {},
): Promise<Cvae> {
  const { labels, maker, training, validation } = set;
  const { edited: _edited, subjects: _subjects, sweep: _sweep, ...learned } = settings;
  const config = { labels, ppm: [...maker.ppm], seed: settings.seed, ...settings.network };
  const [known, judged] = [labelledRows(training), labelledRows(validation)];
  return networkKept(
    CVAE,
    {
      code: import.meta.url,
      settings: { settings: learned, config },
      data: [known, judged].flatMap((part) => [part.rows, part.labels]),
    },
    (checkpoint) => cvaeTrain(known, judged, config, { progress, signal, checkpoint }),
    kept,
  );
}
