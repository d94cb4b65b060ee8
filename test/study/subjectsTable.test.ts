import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { InputError } from "../../lib/signal/index.js";
import { subjectsTable } from "../../lib/study/index.js";

const folder = mkdtempSync(path.join(tmpdir(), "subjects-"));
afterAll(() => rmSync(folder, { recursive: true }));

const [{ stack }] = cohortSimulate({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 1 });
const scans = ["sub-001", "sub-003"].map((id) => ({ id, stack }));
const write = (...lines: string[]): void =>
  writeFileSync(path.join(folder, "participants.tsv"), lines.join("\r\n"));

test("a folder without a table has its scans and no rows", async () => {
  expect(await subjectsTable(folder, scans)).toEqual({ rows: [], scans, missing: [], unknown: [] });
});

test("sites go to their scans; who is missing or unknown is named; n/a is nothing, nor is a byte-order mark", async () => {
  write("\uFEFFparticipant_id\tage\tsite", "sub-001\tn/a\tG4", "sub-002\t33\tP1", "");
  const table = await subjectsTable(folder, scans);
  expect(table.rows).toEqual([
    { participant_id: "sub-001", site: "G4" },
    { participant_id: "sub-002", age: "33", site: "P1" },
  ]);
  expect(table.scans.map(({ site }) => site)).toEqual(["G4", undefined]);
  expect([table.missing, table.unknown]).toEqual([["sub-002"], ["sub-003"]]);
});

test("a table without participant_id, or with a subject twice, is refused", async () => {
  write("id\tsite", "sub-001\tG4");
  await expect(subjectsTable(folder, scans)).rejects.toThrow(InputError);
  write("participant_id", "sub-001", "sub-001");
  await expect(subjectsTable(folder, scans)).rejects.toThrow(
    /participant_id is sub-001; expected every subject once/,
  );
});
