import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import path from "node:path";
import { stackJitter, vaeDefaults, vaeLoad, vaeSave, vaeTrain } from "../models/index.js";
import type { SpectrumRows, Vae, VaeConfig } from "../models/index.js";
import { libraryVersion } from "../signal/index.js";
import type { Progress, RandomSource } from "../signal/index.js";
import { projectRoot } from "./projectRoot.js";
import { scansToRows } from "./scansToRows.js";
import type { StudySet } from "./studySet.js";

export interface StudyModelOptions {
  /** Train again even when a model of the same data and settings is kept. @default whether `MRS_FRESH` is set */
  fresh?: boolean;
  /** Folder of kept models. @default `.cache/models` of the project, or `$MRS_CACHE/models` */
  cache?: string;
  progress?: Progress;
  /** Stops training and keeps the best epoch so far; the model is then not kept for the next time, its checkpoint is. */
  signal?: AbortSignal;
}

/**
 * The variational autoencoder of a study set: trained on its training scans, stopped by its validation scans. A model
 * is kept under the hash of its settings and data, so that notebooks and command line share it; an interrupted
 * training goes on where it stopped.
 */
export async function studyModel(
  set: StudySet,
  config: Partial<VaeConfig> = {},
  options: StudyModelOptions = {},
): Promise<Vae> {
  const { fresh = Boolean(process.env.MRS_FRESH), progress, signal } = options;
  const cache =
    options.cache ?? path.join(process.env.MRS_CACHE ?? path.join(projectRoot(), ".cache"), "models");
  const settings = { ...vaeDefaults, ...config };
  const training = scansToRows(set.train, { ppmRange: settings.ppmRange });
  const validation = scansToRows(set.validation, { like: training });
  const hash = createHash("sha256").update(JSON.stringify({ settings, version: libraryVersion() }));
  for (const { rows } of [training, validation]) hash.update(rows);
  const folder = path.join(cache, `${set.name}-${hash.digest("hex").slice(0, 16)}`);
  if (!fresh && existsSync(folder)) {
    progress?.(1, 1, "kept from before");
    return vaeLoad(folder);
  }
  const checkpoint = { path: `${folder}.checkpoint` };
  // Jitter of the whole FIDs, so that what a shift brings into the ppm range is what was measured there.
  const jitters = Object.values(settings.jitter).some((deviation) => deviation > 0);
  const augment = (_: SpectrumRows, random: RandomSource): SpectrumRows =>
    scansToRows(
      set.train.map((scan) => ({ ...scan, stack: stackJitter(scan.stack, settings.jitter, random) })),
      { like: training },
    );
  const model = await vaeTrain(training, validation, settings, {
    progress,
    signal,
    checkpoint,
    augment: jitters ? augment : undefined,
  });
  if (model.provenance.stopped !== "signal") vaeSave(model, folder);
  return model;
}
