import { stackJitter, vaeDefaults } from "../../models/index.js";
import type { SpectrumRows, Vae, VaeConfig } from "../../models/index.js";
import type { RandomSource } from "../../signal/index.js";
import { scansToRows } from "../set/scansToRows.js";
import type { StudySet } from "../set/studySet.js";
import { modelKept } from "./modelKept.js";
import type { ModelKeptOptions } from "./modelKept.js";

export type StudyModelOptions = Omit<ModelKeptOptions, "augment">;

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
  const settings = { ...vaeDefaults, ...config };
  const training = scansToRows(set.train, { ppmRange: settings.ppmRange });
  const validation = scansToRows(set.validation, { like: training });
  // Jitter of the whole FIDs, so that what a shift brings into the ppm range is what was measured there.
  const jitters = Object.values(settings.jitter).some((deviation) => deviation > 0);
  const augment = (_: SpectrumRows, random: RandomSource): SpectrumRows =>
    scansToRows(
      set.train.map((scan) => ({ ...scan, stack: stackJitter(scan.stack, settings.jitter, random) })),
      { like: training },
    );
  return modelKept(set.name, training, validation, settings, {
    ...options,
    augment: jitters
      ? { rows: augment, code: import.meta.url, data: set.train.flatMap(({ stack }) => [stack.re, stack.im]) }
      : undefined,
  });
}
