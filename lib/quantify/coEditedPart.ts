import type { CoEditedModel } from "../fit/index.js";
import type { FittedSpectrum } from "./scanQuantify.js";

/** What the amplitude of MM3co is in each model: that of another component. */
const SHARED: Partial<Record<CoEditedModel, string>> = { "3to2MM": "MM09", "1to1GABA": "GABA" };

/**
 * A fitted difference with the co-edited macromolecule beside GABA whatever the model was, so that GABA + MM3co is GABA+:
 * tied to another component it has that one's amplitude and covariance; with `none` GABA has taken it in, and it is 0.
 */
export function coEditedPart(fitted: FittedSpectrum, model: CoEditedModel): FittedSpectrum {
  const { names, amplitudes, covariance } = fitted;
  if (names.includes("MM3co")) return fitted;
  const m = names.length;
  const as = names.indexOf(SHARED[model] ?? "");
  if (as < 0 && model !== "none") return fitted;
  const from = [...names.keys(), as];
  return {
    ...fitted,
    names: [...names, "MM3co"],
    amplitudes: from.map((k) => (k < 0 ? 0 : amplitudes[k])),
    covariance:
      covariance && from.flatMap((i) => from.map((j) => (i < 0 || j < 0 ? 0 : covariance[i * m + j]))),
  };
}
