import {
  rowsConcat,
  rowsSelect,
  rowsToSpectra,
  spectraEmbed,
  spectraToRows,
  vaeDecode,
  vaeEncode,
} from "../../models/index.js";
import type { SpectrumRows, Vae } from "../../models/index.js";
import { noiseRestore } from "../../noise/index.js";
import type { NoiseLevel, NoiseModel } from "../../noise/index.js";
import { samplers } from "../../samplers/index.js";
import type { SamplerName } from "../../samplers/index.js";
import { InputError } from "../../signal/index.js";
import type { RandomSource } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";

export interface RowsGenerateOptions {
  method: SamplerName;
  /** Synthetic spectra of each condition. */
  count: number;
  random: RandomSource;
  /** The noise that the decoder leaves out, at the subset's level, to be restored. @default none, as in the paper */
  noise?: { model: NoiseModel; level: NoiseLevel };
}

/**
 * Synthetic spectra from a subset of measured ones: encode, sample in latent space, decode, with a scale of the
 * subset's. OFF is made from OFF and ON from ON; mixing them would destroy the editing.
 *
 * @returns `count` rows a condition, OFF before ON.
 * @throws InputError for a name that no sampler has, and when interpolation is asked for with one spectrum of a condition.
 */
export function rowsGenerate(model: Vae, subset: SpectrumRows, options: RowsGenerateOptions): SpectrumRows {
  const { method, count, random, noise } = options;
  if (!(Number.isInteger(count) && count > 0)) {
    throw new InputError({ key: "count", value: count, expected: "a whole number above 0" });
  }
  if (!(method in samplers)) {
    throw new InputError({ key: "method", value: method, expected: Object.keys(samplers).join(", ") });
  }
  const { labels } = subset.header;
  const conditions = labels ? [...new Set(labels)].sort((a, b) => a - b) : [undefined];
  const made = rowsConcat(
    conditions.map((condition) => {
      const members = rowsSelect(subset, transientsOf(subset.shape[0], labels, condition));
      if (members.shape[0] < 2 && method !== "random") {
        const expected = `2 or more measured transients of a condition for ${method} sampling`;
        throw new InputError({ key: "subset", value: members.shape[0], expected });
      }
      const sample = samplers[method](
        vaeEncode(model, members),
        count,
        random.fork(`condition ${condition}`),
      );
      return vaeDecode(model, sample, { like: subset });
    }),
  );
  if (!noise) return made;
  const whole = spectraEmbed(rowsToSpectra(made));
  return spectraToRows(noiseRestore(whole, noise.model, noise.level, random.fork("noise")), { like: made });
}
