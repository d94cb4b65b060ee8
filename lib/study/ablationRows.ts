import { mean } from "simple-statistics";
import type { Fig9CauseRow } from "../charts/index.js";
import { agreementRows } from "./agreementRows.js";
import type { QuantificationRow } from "./quantificationStudy.js";

/** What one way of filling subsets up does to water-scaled quantities, against the truth. */
export interface AblationRow extends Fig9CauseRow {
  r: number;
  /** % of the true mean. */
  rmse: number;
}

/**
 * The three causes in numbers, a row for each set and metabolite: bias (scale), slope (shrinkage), line width (smoothing).
 *
 * @param study - of the whole experiment; the part with the ablation's subjects and n stands beside it.
 * @param ablation - of `ablationMethods`.
 */
export function ablationRows(
  study: readonly QuantificationRow[],
  ablation: readonly QuantificationRow[],
): AblationRow[] {
  const subjects = new Set(ablation.map(({ subject }) => subject));
  const steps = new Set(ablation.map(({ n }) => n));
  const same = study.filter(
    ({ subject, set, n }) => subjects.has(subject) && (set === "full" || steps.has(n)),
  );
  const rows = [...same, ...ablation];
  return agreementRows(rows, "truth")
    .filter(({ scale }) => scale === "water")
    .map(({ set, n, metabolite, bias, biasLow, biasHigh, slope, slopeLow, slopeHigh, r, rmse }) => {
      const widths = rows
        .filter(
          (row) => row.set === set && row.n === n && row.metabolite === metabolite && row.scale === "water",
        )
        .flatMap(({ linewidth }) => linewidth ?? []);
      const linewidth = widths.length > 0 ? mean(widths) : null;
      return { set, metabolite, bias, biasLow, biasHigh, slope, slopeLow, slopeHigh, r, rmse, linewidth };
    });
}
