import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { readScan, writeNiftiMrs } from "../../lib/io/index.js";
import type { QualityMetric } from "../../lib/metrics/index.js";
import { stackSelect } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";
import { programIn } from "./program.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-process-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = programIn(folder);

beforeAll(async () => {
  const [subject] = cohortSimulate({ ...cohortConfig("quick", 3), sites: 1, subjectsPerSite: 1 });
  await writeNiftiMrs(subject.stack, path.join(folder, "full.nii.gz"));
  const few = stackSelect(subject.stack, [0, 1, 2, 3]);
  await writeNiftiMrs(few, path.join(folder, "few.nii.gz"));
  writeFileSync(path.join(folder, "broken.nii.gz"), "no scan");
});

function metric(out: string, name: string): number | null {
  const { metrics } = JSON.parse(out) as { metrics: (QualityMetric & { value: number | null })[] };
  const found = metrics.find((row) => row.name === name)!;
  expect(found.definition.length).toBeGreaterThan(20);
  return found.value;
}

describe("process", () => {
  test("writes every spectrum of the scans that can be processed, names the others, and says so", async () => {
    const { code, out, err } = run("process", "full.nii.gz", "broken.nii.gz", "few.nii.gz", "--out", "done");
    expect(code).toBe(1);
    expect(err.trim()).toMatch(/^left out: broken\.nii\.gz: /);
    const lines = out.trim().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(
      /^full\.nii\.gz: MEGA-PRESS \((alternating|labels)\), 40 transients, \d left out, shifts span/,
    );
    for (const part of ["off", "on", "diff", "sum"]) {
      const fid = await readScan(path.join(folder, `done/full/full_${part}.nii.gz`));
      expect(fid.shape).toEqual([1, 2048]);
      expect(fid.history.some((line) => line.includes("HLSVD"))).toBe(true);
    }
  });

  test("--json: a row a scan; two files of one name do not overwrite each other", () => {
    const { code, out, err } = run("process", "full.nii.gz", "full.nii.gz", "--out", "twice", "--json");
    expect(code).toBe(1);
    expect(err).toContain("name is full; expected another name than full.nii.gz");
    const rows = JSON.parse(out) as Record<string, unknown>[];
    expect(rows).toHaveLength(1);
    expect(rows[0]).toMatchObject({ file: "full.nii.gz", kind: "mega", transients: 40 });
    expect((rows[0].outputs as string[]).every((file) => existsSync(path.join(folder, file)))).toBe(true);
  });

  test("--out is needed; a reference is for one scan", () => {
    expect(run("process", "full.nii.gz").code).toBe(2);
    const { code, err } = run(
      "process",
      "full.nii.gz",
      "few.nii.gz",
      "--out",
      "x",
      "--reference",
      "few.nii.gz",
    );
    expect(code).toBe(1);
    expect(err).toContain("--reference is for 2 files; expected one FILE");
  });
});

describe("quality", () => {
  test("all metrics, each with its definition; 40 transients are better than 4", () => {
    const full = run("quality", "full.nii.gz", "--compare", "full.nii.gz", "--json");
    const few = run("quality", "few.nii.gz", "--compare", "full.nii.gz", "--json");
    expect(full.code).toBe(0);
    expect(few.code).toBe(0);
    expect(metric(full.out, "shape score")).toBeCloseTo(1, 10);
    expect(metric(full.out, "MSE")).toBe(0);
    expect(metric(few.out, "shape score")!).toBeLessThan(0.99);
    // noise falls with the root of the count: 10 times the transients, 3.2 times the SNR
    const gain = metric(full.out, "tCr SNR")! / metric(few.out, "tCr SNR")!;
    expect(gain).toBeGreaterThan(2);
    expect(gain).toBeLessThan(4.5);
  });

  test("in words: a line a metric; a scan that is not edited cannot be compared", () => {
    const { code, out } = run("quality", "full.nii.gz");
    expect(code).toBe(0);
    expect(out).toMatch(/^OFF +tCr SNR +[\d.]+ +Osprey: /);
    expect(out).toContain("GABA linewidth (challenge)");
    run("process", "full.nii.gz", "--out", "single");
    const single = run("quality", "single/full_off.nii.gz", "--compare", "full.nii.gz");
    expect(single.code).toBe(1);
    expect(single.err).toContain("full_off.nii.gz: scan is not edited");
  });
});

describe.skipIf(!MRS_DATA)("measured scans (skipped: no MRS_DATA)", () => {
  test("SDAT with its water reference gives the average; NIfTI-MRS and SDAT of one scan the same metrics", () => {
    const press = path.join(MRS_DATA!, "bigpress_philips/P1/S01/S01_PRESS_35");
    const done = run(
      "process",
      `${press}_act.SDAT`,
      "--reference",
      `${press}_ref.SDAT`,
      "--out",
      "p",
      "--json",
    );
    expect(done).toMatchObject({ code: 0, err: "" });
    const [row] = JSON.parse(done.out) as { kind: string; history: string[]; outputs: string[] }[];
    expect(row.kind).toBe("press");
    expect(row.history.some((line) => line.startsWith("eddy currents: Klose"))).toBe(true);
    expect(row.outputs).toEqual(["p/S01_PRESS_35_act_average.nii.gz"]);
    const [sdat, nifti] = [".SDAT", "_svs.nii.gz"].map((end) =>
      run("quality", path.join(MRS_DATA!, `megapress_invivo/spant_mpress_drift${end}`), "--json"),
    );
    for (const name of ["tCr SNR", "GABA SNR", "GABA FWHM", "GABA SNR (challenge)"]) {
      expect(metric(nifti.out, name)! / metric(sdat.out, name)!, name).toBeCloseTo(1, 1);
    }
  });
});
