import { createHash } from "node:crypto";
import path from "node:path";
import type { Vae } from "../../models/index.js";
import { dataRead } from "../../signal/index.js";
import { projectRoot } from "../files/projectRoot.js";
import type { QuantificationSettings } from "./quantificationSettings.js";

/** To be raised when the code of processing, fit or a method of the same name gives other numbers. */
const VERSION = 5;
/** What else the numbers come from. */
const SETTINGS = ["fit-presets.json", "fit-macromolecules.json", "quantify.json"];

/** Where the outcomes of a quantification study are kept: a file a cohort and model, in `.cache/quantification`. */
export function quantificationCache({ cohort }: QuantificationSettings, model: Vae, seed: number): string {
  // A subject is the same however many there are, so that the ablation shares with the whole study.
  const { sites: _sites, ...subjects } = cohort;
  const { config, provenance } = model;
  const hash = createHash("sha256")
    .update(JSON.stringify({ VERSION, subjects, config, training: provenance.training.sha256, seed }))
    .update(JSON.stringify(SETTINGS.map((name) => dataRead<object>(name))))
    .digest("hex")
    .slice(0, 16);
  return path.join(projectRoot(), ".cache", "quantification", `${hash}.jsonl`);
}
