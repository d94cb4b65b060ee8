import type { AgreementRow } from "./agreementRows.js";

/** One metabolite of one kind of set beside what is asked of it: water-scaled, over subjects. */
export interface QuantificationGoal {
  set: string;
  metabolite: string;
  /** %, against the truth, with its interval. */
  bias: number;
  biasLow: number;
  biasHigh: number;
  /** Of it what the full scan has already: processing and fit. */
  biasOfFullScan: number;
  /** And what the set adds to it: against the full scan. */
  biasAdded: number;
  /** % that the bias may be at most. */
  biasGoal: number;
  /** Of estimate on truth, with its interval; .9 to 1.1 are asked for. */
  slope: number;
  slopeLow: number;
  slopeHigh: number;
  /** Pearson, with the truth; at least the bare subset's is asked for. */
  r: number;
  rOfSubset: number;
  biasMet: boolean;
  slopeMet: boolean;
  rMet: boolean;
}

/** % of bias: what is asked of each metabolite. */
const BIAS: Readonly<Record<string, number>> = { tNAA: 2, tCr: 2, tCho: 2, Glx: 2, "GABA+": 5 };
const SLOPE = [0.9, 1.1] as const;

/**
 * Water-scaled quantities at one n against what is asked of a good set: no bias, differences between subjects kept in
 * full, and no less known of them than the bare subset tells. The bias is taken apart into that of the full scan and
 * what the set adds.
 *
 * @param truth - agreement with the truth.
 * @param full - agreement with the full scan.
 */
export function quantificationGoals(
  truth: readonly AgreementRow[],
  full: readonly AgreementRow[],
  n: number,
): QuantificationGoal[] {
  const of = (rows: readonly AgreementRow[], set: string, metabolite: string): AgreementRow | undefined =>
    rows.find(
      (row) =>
        row.scale === "water" &&
        row.set === set &&
        row.metabolite === metabolite &&
        (set === "full" || row.n === n),
    );
  const sets = [...new Set(truth.map(({ set }) => set))];
  return sets.flatMap((set) =>
    Object.entries(BIAS).flatMap(([metabolite, biasGoal]) => {
      const own = of(truth, set, metabolite);
      const whole = of(truth, "full", metabolite);
      const bare = of(truth, "subset", metabolite);
      if (!own || !whole || !bare) return [];
      const { bias, biasLow, biasHigh, slope, slopeLow, slopeHigh, r } = own;
      return [
        {
          set,
          metabolite,
          bias,
          biasLow,
          biasHigh,
          biasOfFullScan: whole.bias,
          biasAdded: of(full, set, metabolite)?.bias ?? 0,
          biasGoal,
          slope,
          slopeLow,
          slopeHigh,
          r,
          rOfSubset: bare.r,
          biasMet: Math.abs(bias) <= biasGoal,
          slopeMet: slope >= SLOPE[0] && slope <= SLOPE[1],
          rMet: r >= bare.r,
        },
      ];
    }),
  );
}
