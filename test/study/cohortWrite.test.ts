import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import type { SubjectTruth } from "../../lib/cohort/index.js";
import { readScan } from "../../lib/io/index.js";
import { scansOfFolder } from "../../lib/study/index.js";
import { cohortWrite } from "../../lib/study/index.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-cohort-"));
afterAll(() => rmSync(folder, { recursive: true }));
const config = { ...cohortConfig("quick", 4), sites: 2, subjectsPerSite: 2, transients: 2 };

test("an interrupted cohort goes on where it stopped: finished subjects are passed over, the rest is the same", async () => {
  const controller = new AbortController();
  const part = path.join(folder, "part");
  const stopped = cohortWrite(config, part, {
    signal: controller.signal,
    progress: (done) => {
      if (done === 2) controller.abort(new Error("interrupted"));
    },
  });
  await expect(stopped).rejects.toThrow("interrupted");
  const base = (id: string): string => path.join(part, id, "mrs", `${id}_acq-megapress_svs.nii.gz`);
  expect(() => statSync(base("sub-003"))).toThrow("ENOENT");
  const before = statSync(base("sub-002")).mtimeMs;

  const { scans } = await cohortWrite(config, part);
  expect(scans).toHaveLength(4);
  expect(statSync(base("sub-002")).mtimeMs).toBe(before);
  const straight = await cohortWrite(config, path.join(folder, "whole"));
  for (const [k, scan] of scans.entries())
    expect(readFileSync(scan)).toEqual(readFileSync(straight.scans[k]));
  expect(readFileSync(path.join(part, "participants.tsv"))).toEqual(
    readFileSync(path.join(folder, "whole", "participants.tsv")),
  );

  // the tree holds what was simulated: samples, water, truth
  const subject = cohortSimulate(config)[2];
  const read = await readScan(scans[2]);
  expect(read.re).toEqual(subject.stack.re);
  expect(read.labels).toEqual(subject.stack.labels);
  const water = await readScan(scans[2].replace("_svs", "_mrsref"));
  expect(water.re).toEqual(subject.reference.re);
  const truth = JSON.parse(
    readFileSync(path.join(part, "sub-003", "mrs", "sub-003_truth.json"), "utf8"),
  ) as SubjectTruth;
  expect(truth).toEqual(JSON.parse(JSON.stringify(subject.truth)));
  // water references and noise-free scans are none to learn from
  expect((await scansOfFolder(part)).scans).toHaveLength(4);
  await expect(cohortWrite({ ...config, without: ["water"] }, part)).rejects.toThrow("Simulation.config");
});
