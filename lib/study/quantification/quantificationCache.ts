import path from "node:path";
import { codeBeside, keptFolder, keptKey } from "../../kept/index.js";
import type { Vae } from "../../models/index.js";
import type { QuantificationSettings } from "./quantificationSettings.js";

/** What makes the outcomes: subjects, processing, fit; and the methods that fill subsets up. */
const CODE = codeBeside(import.meta.url, "quantificationStudy", "quantificationMethods");

/** Where the outcomes of a quantification study are kept: a file a cohort, model and code (`keptFolder`). */
export function quantificationCache({ cohort }: QuantificationSettings, model: Vae, seed: number): string {
  // A subject is the same however many there are, so that the ablation shares with the whole study.
  const { sites: _sites, ...subjects } = cohort;
  const { config, provenance } = model;
  const settings = { subjects, config, training: provenance.training.sha256, seed };
  const key = keptKey({ code: CODE, settings }).slice(0, 16);
  return path.join(keptFolder("quantification"), `${key}.jsonl`);
}
