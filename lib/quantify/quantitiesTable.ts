import type { QuantityKind, QuantityRow } from "./scanQuantify.js";

/** A metabolite or sum in one spectrum of one scan; null where a quantity is not known. */
export interface QuantityTableRow {
  subject: string;
  spectrum: string;
  metabolite: string;
  /** In units of the FID over those of the basis. */
  amplitude: number | null;
  ratio: number | null;
  /** What the ratio is over: `tCr`. */
  ratioTo: string | null;
  /** mM, water-scaled. */
  concentration: number | null;
  /** mM, corrected for CSF. */
  csfCorrected: number | null;
  /** mmol/kg of tissue water. */
  tissueCorrected: number | null;
  /** Cramer-Rao lower bound of the amplitude in percent of it. */
  crlbPercent: number | null;
  /** With semicolons between; empty where there is nothing to say. */
  flags: string;
}

/** All quantities of scans (`scanQuantify`) with one row for each metabolite of each spectrum. */
export function quantitiesTable(rows: readonly QuantityRow[]): QuantityTableRow[] {
  const table = new Map<string, QuantityRow[]>();
  for (const row of rows) {
    const key = JSON.stringify([row.subject, row.spectrum, row.metabolite]);
    table.set(key, [...(table.get(key) ?? []), row]);
  }
  return [...table.values()].map((own) => {
    const of = (kind: QuantityKind): QuantityRow | undefined => own.find(({ quantity }) => quantity === kind);
    const amplitude = of("amplitude");
    const bounded = amplitude !== undefined && amplitude.crlb !== null && amplitude.value !== 0;
    const { subject, spectrum, metabolite } = own[0];
    return {
      subject,
      spectrum,
      metabolite,
      amplitude: amplitude?.value ?? null,
      ratio: of("ratio")?.value ?? null,
      ratioTo: of("ratio")?.unit.replace("/", "") ?? null,
      concentration: of("water-scaled")?.value ?? null,
      csfCorrected: of("CSF-corrected")?.value ?? null,
      tissueCorrected: of("tissue-corrected")?.value ?? null,
      crlbPercent: bounded ? (100 * amplitude.crlb!) / Math.abs(amplitude.value) : null,
      flags: [...new Set(own.flatMap(({ flags }) => flags.split("; ").filter(Boolean)))].join("; "),
    };
  });
}
