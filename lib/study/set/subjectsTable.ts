import { existsSync } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { textDecode } from "../../io/textDecode.js";
import { InputError } from "../../signal/index.js";
import type { StudyScan } from "./studySet.js";

/** A line of `participants.tsv`: `participant_id`, and whatever else the table has (`site`, `age`, …). */
export type SubjectsRow = Readonly<Record<string, string>>;

/** A folder's subjects table beside its scans. */
export interface SubjectsTable {
  rows: SubjectsRow[];
  /** The scans, each with its subject's `site` where the table has one. */
  scans: StudyScan[];
  /** Subjects of the table without a scan. */
  missing: string[];
  /** Subjects with a scan that the table does not know. */
  unknown: string[];
}

/**
 * Reads the table of subjects of a folder, `participants.tsv` as BIDS has it: tabs between columns, one of which is
 * `participant_id`. A folder without one has no rows.
 *
 * @param scans - what was read from the folder (`scansOfFolder`).
 * @throws InputError for a table without `participant_id`, or with a subject twice.
 */
export async function subjectsTable(folder: string, scans: readonly StudyScan[]): Promise<SubjectsTable> {
  const file = path.join(folder, "participants.tsv");
  if (!existsSync(file)) return { rows: [], scans: [...scans], missing: [], unknown: [] };
  const lines = textDecode(await readFile(file))
    .split(/\r\n?|\n/)
    .filter((line) => line.trim() !== "");
  const columns = (lines[0] ?? "").split("\t");
  if (!columns.includes("participant_id")) {
    throw new InputError({
      file,
      key: "columns",
      value: columns.join(", "),
      expected: "one named participant_id",
    });
  }
  const rows = lines.slice(1).map((line): SubjectsRow => {
    const values = line.split("\t");
    // BIDS writes n/a for what is not known.
    const known = columns
      .map((column, k) => [column, values[k]?.trim()])
      .filter(([, value]) => value && value !== "n/a");
    return Object.fromEntries(known) as SubjectsRow;
  });
  const bySubject = new Map<string, SubjectsRow>();
  for (const row of rows) {
    const id = row.participant_id;
    if (id === undefined || bySubject.has(id)) {
      throw new InputError({ file, key: "participant_id", value: id, expected: "every subject once" });
    }
    bySubject.set(id, row);
  }
  const there = new Set(scans.map(({ id }) => id));
  return {
    rows,
    scans: scans.map((scan) => ({ ...scan, site: bySubject.get(scan.id)?.site ?? scan.site })),
    missing: [...bySubject.keys()].filter((id) => !there.has(id)),
    unknown: [...there].filter((id) => !bySubject.has(id)),
  };
}
