import { mean } from "simple-statistics";
import type { Fig9CauseRow } from "../../charts/index.js";
import { agreementRows } from "./agreementRows.js";
import type { QuantificationResult } from "./quantificationStudy.js";

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
export function ablationRows(study: QuantificationResult, ablation: QuantificationResult): AblationRow[] {
  const subjects = new Set(ablation.rows.map(({ subject }) => subject));
  const steps = new Set(ablation.rows.map(({ n }) => n));
  const same = (row: { subject: string; set: string; n: number }): boolean =>
    subjects.has(row.subject) && (row.set === "full" || steps.has(row.n));
  const rows = [...study.rows.filter(same), ...ablation.rows];
  const quality = [...study.quality.filter(same), ...ablation.quality];
  return agreementRows(rows, "truth")
    .filter(({ scale }) => scale === "water")
    .map(({ set, n, metabolite, bias, biasLow, biasHigh, slope, slopeLow, slopeHigh, r, rmse }) => {
      const widths = quality
        .filter((row) => row.set === set && row.n === n)
        .flatMap(({ linewidth }) => linewidth ?? []);
      const linewidth = widths.length > 0 ? mean(widths) : null;
      return { set, metabolite, bias, biasLow, biasHigh, slope, slopeLow, slopeHigh, r, rmse, linewidth };
    });
}
