import type { AgreementSet } from "./agreementSets.js";

/** For captions: what "noise" in the name of a set means, where one has it. */
export function restoredNote(sets: readonly AgreementSet[]): string {
  return sets.some(({ set }) => set.endsWith("with noise"))
    ? " Noise: with the noise restored that the decoder leaves out."
    : "";
}
