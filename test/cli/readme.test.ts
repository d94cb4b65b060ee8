import { execFileSync } from "node:child_process";
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cohortConfig, cohortSimulate, writeNiftiMrs } from "mrs-synth";
import { MRS_DATA } from "../mrsData.js";
import { PROGRAM } from "./program.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const [, block] = /## Your own scans[\s\S]*?```sh\n([\s\S]*?)```/.exec(
  readFileSync(path.join(root, "README.md"), "utf8"),
)!;
const commands = block
  .replaceAll(/\\\n\s*/g, "")
  .split("\n")
  .map((line) => line.replace(/\s+#.*$/, "").trim())
  .filter(Boolean);

/** The files that the README's commands name, from the measured scans. */
const MEASURED = {
  "S01_act.SDAT": "bigpress_philips/P1/S01/S01_PRESS_35_act.SDAT",
  "S01_act.SPAR": "bigpress_philips/P1/S01/S01_PRESS_35_act.SPAR",
  "S01_ref.SDAT": "bigpress_philips/P1/S01/S01_PRESS_35_ref.SDAT",
  "S01_ref.SPAR": "bigpress_philips/P1/S01/S01_PRESS_35_ref.SPAR",
  "press35.BASIS": "press_basis_osprey/3T_PRESS_Philips_35ms_noMM.BASIS",
};

describe("the README's commands run as written, one after the other", () => {
  const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-readme-"));
  afterAll(() => rmSync(folder, { recursive: true }));
  beforeAll(async () => {
    const [{ stack }] = cohortSimulate({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 1 });
    await writeNiftiMrs(stack, path.join(folder, "scan.nii.gz"));
    if (!MRS_DATA) return;
    for (const [name, from] of Object.entries(MEASURED)) {
      copyFileSync(path.join(MRS_DATA, from), path.join(folder, name));
      mkdirSync(path.join(folder, "scans"), { recursive: true });
      if (name.startsWith("S01")) copyFileSync(path.join(MRS_DATA, from), path.join(folder, "scans", name));
    }
  });

  for (const command of commands) {
    const needs = Object.keys(MEASURED).some((name) => command.includes(name));
    const title = needs && !MRS_DATA ? `${command} (skipped: no MRS_DATA)` : command;
    test.skipIf(needs && !MRS_DATA)(
      title,
      () => {
        const [npx, program, ...words] = command.split(/\s+/);
        expect([npx, program]).toEqual(["npx", "mrs-synth"]);
        const out = execFileSync(process.execPath, [PROGRAM, ...words], {
          cwd: folder,
          encoding: "utf8",
          stdio: ["ignore", "pipe", "pipe"],
        });
        expect(out).not.toBe("");
        if (words.includes("--json")) expect(() => void JSON.parse(out)).not.toThrow();
        // What it says it writes is there.
        for (const flag of ["--out", "--report"]) {
          const at = words.indexOf(flag);
          if (at >= 0) expect(existsSync(path.join(folder, words[at + 1])), words[at + 1]).toBe(true);
        }
      },
      240_000,
    );
  }
});
