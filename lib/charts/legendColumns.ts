import type { AgreementSet } from "./agreementSets.js";

/** Names that fit beside one another below a figure of two columns. */
const IN_A_ROW = 5;

/** How many columns a legend below a figure has: one row, or two where the names would be wider than the figure. */
export function legendColumns(sets: readonly AgreementSet[]): number {
  return sets.length <= IN_A_ROW ? sets.length : Math.ceil(sets.length / 2);
}
