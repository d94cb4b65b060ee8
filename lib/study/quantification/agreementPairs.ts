import type { AgreementReference } from "./agreementRows.js";
import type { QuantificationRow } from "./quantificationStudy.js";

/** One subject's estimate beside what it is compared with. */
export interface AgreementPair {
  subject: string;
  metabolite: string;
  set: string;
  value: number;
  reference: number;
}

export interface AgreementPairsOptions {
  /** Measured transients a condition. */
  n: number;
  against: AgreementReference;
  /** @default "tCr" */
  scale?: QuantificationRow["scale"];
}

/** The pairs behind figure 8: subsets of n and what was made of them, without those whose fit failed. tCr to itself is left out. */
export function agreementPairs(
  rows: readonly QuantificationRow[],
  { n, against, scale = "tCr" }: AgreementPairsOptions,
): AgreementPair[] {
  const own = rows.filter((row) => row.scale === scale && !(scale === "tCr" && row.metabolite === "tCr"));
  const full = new Map(
    own.filter(({ set }) => set === "full").map((row) => [`${row.subject}\n${row.metabolite}`, row.value]),
  );
  return own.flatMap(({ subject, metabolite, set, value, truth, n: count }) => {
    if (count !== n || set === "full" || value === null) return [];
    const reference = against === "truth" ? truth : full.get(`${subject}\n${metabolite}`);
    return reference === null || reference === undefined
      ? []
      : [{ subject, metabolite, set, value, reference }];
  });
}
