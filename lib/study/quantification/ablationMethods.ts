import { rowsToSpectra, spectraEmbed, spectraToRows, vaeReconstruct } from "../../models/index.js";
import type { SpectrumRows, Vae } from "../../models/index.js";
import { stackAlign } from "../../process/index.js";
import {
  spectraToStack,
  spectrumNoise,
  stackAverage,
  stackConcat,
  stackSelect,
  stackToSpectra,
} from "../../signal/index.js";
import type { FidStack } from "../../signal/index.js";
import { transientsOf } from "../set/subsetDraw.js";
import { rowsGenerate } from "../spectra/rowsGenerate.js";
import type { TransientsMethod } from "./quantificationStudy.js";
import { samplerMethods } from "./samplerMethods.js";

export interface AblationMethodsOptions {
  /**
   * The typical scale of the training spectra, of each condition (or of the one there is): what is left to scale by
   * where a spectrum's own is not kept.
   */
  typicalScale: readonly number[];
  /** Models trained otherwise, by the name of what is different: random sampling from each. @default none */
  others?: Readonly<Record<string, Vae>>;
}

/** Points over which the size of a difference is judged: 0.06 ppm of a spectrum at 2000 Hz and 128 MHz. */
const LOCAL = 8;

/**
 * Ways of making transients that differ in one thing each, to find where the bias of quantification comes from:
 *
 * - `scale lost`: random sampling (the paper's way), but every spectrum scaled alike: what normalisation alone does;
 * - `decoded`: each transient through the model, nothing sampled: what sampling adds is gone;
 * - `mean decoded`: the aligned mean of the subset through the model: noise is averaged before it is encoded;
 * - `mean consistent`: as before, and where its mean and the subset's differ by more than the noise of the subset's
 *   mean, the difference is put back (a Wiener gain on the difference, point by point);
 * - `others`: random sampling from a model with, for example, a wider latent space or a weaker prior.
 */
export function ablationMethods(
  model: Vae,
  { typicalScale, others = {} }: AblationMethodsOptions,
): Record<string, TransientsMethod> {
  const rowsOf = (stack: FidStack): SpectrumRows => spectraToRows(stackToSpectra(stack), { like: model });
  const stackOf = (rows: SpectrumRows): FidStack => spectraToStack(spectraEmbed(rowsToSpectra(rows)));
  /** A transient for each wanted, made of one condition's transients; OFF before ON. */
  const each =
    (of: (members: FidStack, condition: number, count: number) => FidStack): TransientsMethod =>
    (subset, count) =>
      stackConcat(
        (subset.labels ? [...new Set(subset.labels)].sort((a, b) => a - b) : [undefined]).map((condition) => {
          const members = transientsOf(subset.shape[0], subset.labels, condition);
          return of(stackSelect(subset, members), condition ?? 0, count);
        }),
      );
  const repeat = (stack: FidStack, count: number): FidStack =>
    stackSelect(
      stack,
      Array.from({ length: count }, (_, k) => k % stack.shape[0]),
    );
  const mean = (members: FidStack): FidStack =>
    stackAverage(members.shape[0] > 1 ? stackAlign(members).stack : members);
  return {
    "scale lost": (subset, count, random) => {
      const rows = rowsGenerate(model, rowsOf(subset), { method: "random", count, random });
      const { labels } = rows.header;
      return stackOf({ ...rows, scale: rows.scale.map((_, i) => typicalScale[labels ? labels[i] : 0]) });
    },
    decoded: each((members, _, count) => repeat(stackOf(vaeReconstruct(model, rowsOf(members))), count)),
    "mean decoded": each((members, _, count) =>
      repeat(stackOf(vaeReconstruct(model, rowsOf(mean(members)))), count),
    ),
    "mean consistent": each((members, _, count) => {
      const rows = rowsOf(mean(members));
      return repeat(stackOf(consistent(vaeReconstruct(model, rows), rows, mean(members))), count);
    }),
    ...Object.fromEntries(
      Object.entries(others).map(([name, other]): [string, TransientsMethod] => [
        name,
        samplerMethods(other).random,
      ]),
    ),
  };
}

/** Decoded rows with that part of what they leave of the measured ones that noise does not explain. */
function consistent(decoded: SpectrumRows, measured: SpectrumRows, average: FidStack): SpectrumRows {
  const p = measured.ppm.length;
  const noise = spectrumNoise(stackToSpectra(average))!.sd / measured.scale[0];
  const rows = decoded.rows.slice();
  const left = measured.rows.map((value, k) => value - rows[k]);
  for (let k = 0; k < p; k++) {
    const first = Math.max(0, k - LOCAL / 2);
    const last = Math.min(p, k + LOCAL / 2 + 1);
    let power = 0;
    for (let j = first; j < last; j++) power += left[j] ** 2 + left[p + j] ** 2;
    const gain = Math.max(0, 1 - (2 * noise ** 2 * (last - first)) / power);
    rows[k] += gain * left[k];
    rows[p + k] += gain * left[p + k];
  }
  return { ...decoded, rows };
}
