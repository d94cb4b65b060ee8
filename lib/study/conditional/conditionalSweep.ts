import type { Progress } from "../../signal/index.js";
import { conditionalModel } from "./conditionalModel.js";
import type { ConditionalSet } from "./conditionalSet.js";
import type { ConditionalSettings } from "./conditionalSettings.js";
import { conditionalStudy } from "./conditionalStudy.js";

/** What a latent width and a beta give, on validation spectra. */
export interface SweepRow {
  latent: number;
  beta: number;
  /** Reconstruction error of validation spectra, summed over points, and divergence, both as trained on. */
  reconstruction: number;
  divergence: number;
  /** Slope and r of fitted against asked concentrations, mean over metabolites, at latent points of encoded spectra. */
  slope: number;
  r: number;
  /** The same at points drawn from N(0, I). */
  priorSlope: number;
  priorR: number;
  /** Smallest fitted over asked concentration on the way between two phases. */
  leastAmount: number;
}

/**
 * Trains the conditional VAE with other latent widths and betas and measures how far it does what its labels say: the
 * latent space must have no room to hold the amounts itself. Judged on validation spectra.
 */
export async function conditionalSweep(
  set: ConditionalSet,
  settings: ConditionalSettings,
  options: { progress?: Progress; signal?: AbortSignal } = {},
): Promise<SweepRow[]> {
  const rows: SweepRow[] = [];
  const judged = {
    ...set,
    test: set.validation.shape[0] > set.test.shape[0] ? firstOf(set) : set.validation,
  };
  for (const [k, { latent, beta }] of settings.sweep.entries()) {
    const variant = { ...settings, network: { ...settings.network, latent, beta } };
    const model = await conditionalModel(set, variant, { signal: options.signal });
    const { fidelityNumbers, pathNumbers } = conditionalStudy(model, judged, variant);
    const { validation } = model.history[model.provenance.bestEpoch - 1];
    const over = (from: string, key: "slope" | "r"): number => {
      const own = fidelityNumbers.filter((row) => row.from === from);
      return own.reduce((sum, row) => sum + row[key], 0) / own.length;
    };
    rows.push({
      latent,
      beta,
      reconstruction: validation.reconstruction,
      divergence: validation.kl,
      slope: over("encoded", "slope"),
      r: over("encoded", "r"),
      priorSlope: over("prior", "slope"),
      priorR: over("prior", "r"),
      leastAmount: pathNumbers[0].least,
    });
    options.progress?.(k + 1, settings.sweep.length, `latent ${latent}, beta ${beta}`);
  }
  return rows;
}

/** As many validation spectra as there are test spectra. */
function firstOf({ validation, test }: ConditionalSet): ConditionalSet["test"] {
  const n = test.shape[0];
  const take = (values: Float32Array): Float32Array =>
    values.subarray(0, (values.length / validation.shape[0]) * n);
  return {
    rows: take(validation.rows),
    clean: take(validation.clean),
    concentrations: take(validation.concentrations),
    lorentzian: take(validation.lorentzian),
    gaussian: take(validation.gaussian),
    frequency: take(validation.frequency),
    phase: take(validation.phase),
    shape: [n, validation.shape[1]],
  };
}
