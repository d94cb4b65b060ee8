import { mean, sampleCorrelation } from "simple-statistics";
import {
  blandAltman,
  concordance,
  demingRegression,
  intraclassCorrelation,
  passingBablok,
  wassersteinDistance,
  wilcoxonSignedRank,
  withinGroupCv,
} from "../../stats/index.js";
import type { QuantificationRow } from "./quantificationStudy.js";

/** What estimates are compared with. */
export type AgreementReference = "truth" | "full";

/** How one metabolite's estimates of one kind of set agree with a reference, over subjects. */
export interface AgreementRow {
  metabolite: string;
  scale: QuantificationRow["scale"];
  /** `full`, `subset` or a method. */
  set: string;
  /** Measured transients a condition. */
  n: number;
  against: AgreementReference;
  subjects: number;
  /** Subjects whose fit failed, and which are left out. */
  failed: number;
  /** Bland-Altman bias and its 95 % interval, % of the reference's mean. */
  bias: number;
  biasLow: number;
  biasHigh: number;
  /** Limits of agreement, %. */
  lower: number;
  upper: number;
  /** Root mean squared error, %. */
  rmse: number;
  /** Pearson. */
  r: number;
  /** Lin's concordance and its 95 % interval. */
  concordance: number;
  concordanceLow: number;
  concordanceHigh: number;
  /** ICC(2,1) */
  icc: number;
  /** Slope of estimate on reference and its 95 % interval: least squares on truth, Deming on the full scan. */
  slope: number;
  slopeLow: number;
  slopeHigh: number;
  /** Passing and Bablok's slope. */
  passingBablok: number;
  /** Wilcoxon's signed ranks, two-sided p that estimate and reference differ by nothing. */
  wilcoxonP: number;
  /** Between the two distributions over subjects, % of the reference's mean. */
  wasserstein: number;
  /** Mean over sites of the CV within each, %; null where no site has two subjects. */
  withinSiteCv: number | null;
}

/** Fewer pairs have no agreement to speak of. */
const LEAST = 4;

/**
 * Agreement of each metabolite, scale, set and n with the truth or with the full scan, over subjects. Pairs in which a
 * fit failed are counted and left out; combinations with fewer than four pairs, or without spread, are left out.
 */
export function agreementRows(
  rows: readonly QuantificationRow[],
  against: AgreementReference,
): AgreementRow[] {
  const key = (row: QuantificationRow): string => [row.metabolite, row.scale, row.set, row.n].join("\n");
  const place = (row: QuantificationRow): string => [row.metabolite, row.scale, row.subject].join("\n");
  const full = new Map(rows.filter(({ set }) => set === "full").map((row) => [place(row), row]));
  return [...new Set(rows.map(key))].flatMap((group): AgreementRow[] => {
    const own = rows.filter((row) => key(row) === group);
    const [{ metabolite, scale, set, n }] = own;
    if (against === "full" && set === "full") return [];
    const pairs = own.flatMap((row) => {
      const reference = against === "truth" ? row.truth : full.get(place(row))?.value;
      if (row.value === null || reference === null || reference === undefined) return [];
      return [{ value: row.value, reference, site: row.site }];
    });
    const values = pairs.map(({ value }) => value);
    const references = pairs.map(({ reference }) => reference);
    if (pairs.length < LEAST || new Set(values).size < 2 || new Set(references).size < 2) return [];
    const unit = 100 / mean(references);
    const { bias, lower, upper } = blandAltman(values, references);
    const lin = concordance(values, references);
    const line = demingRegression(references, values, { errorRatio: against === "truth" ? 1e12 : 1 });
    const sites = pairs.map(({ site }) => site);
    const repeated = new Set(sites).size < sites.length;
    const squares = pairs.map(({ value, reference }) => (value - reference) ** 2);
    const differ = pairs.some(({ value, reference }) => value !== reference);
    return [
      {
        metabolite,
        scale,
        set,
        n,
        against,
        subjects: pairs.length,
        failed: own.length - pairs.length,
        bias: unit * bias.value,
        biasLow: unit * bias.low,
        biasHigh: unit * bias.high,
        lower: unit * lower.value,
        upper: unit * upper.value,
        rmse: unit * Math.sqrt(mean(squares)),
        r: sampleCorrelation(references, values),
        concordance: lin.value,
        concordanceLow: lin.low,
        concordanceHigh: lin.high,
        icc: intraclassCorrelation(pairs.map(({ value, reference }) => [value, reference])).agreement.value,
        slope: line.slope.value,
        slopeLow: line.slope.low,
        slopeHigh: line.slope.high,
        passingBablok: passingBablok(references, values).slope.value,
        wilcoxonP: differ ? wilcoxonSignedRank(values, references).p : 1,
        wasserstein: unit * wassersteinDistance(values, references),
        withinSiteCv: repeated ? 100 * withinGroupCv(values, sites).cv : null,
      },
    ];
  });
}
