import { quantifyConstants } from "./quantifyConstants.js";
import type { QuantityKind, QuantityRow } from "./scanQuantify.js";

/**
 * The one value of each metabolite and sum that a reader looks for: of an edited scan, GABA and Glx from the difference
 * spectrum and everything else from OFF.
 *
 * @param kind - @default "ratio", to tCr
 */
export function quantitiesChosen(rows: readonly QuantityRow[], kind: QuantityKind = "ratio"): QuantityRow[] {
  const { edited } = quantifyConstants();
  const own = rows.filter(({ quantity }) => quantity === kind);
  const hasDifference = own.some(({ spectrum }) => spectrum === "DIFF");
  return own.filter(
    ({ spectrum, metabolite }) => !hasDifference || (spectrum === "DIFF") === edited.includes(metabolite),
  );
}
