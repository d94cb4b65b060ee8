import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { phantomSeries, yaeSettings } from "../../lib/study/index.js";
import { readNiftiMrsMeta, readScan, writeNiftiMrs } from "../../lib/io/index.js";
import { ppmWindow, randomSource, stackSelect, stackToSpectra } from "../../lib/signal/index.js";
import { programIn } from "./program.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-cli-sisters-"));
const at = (name: string): string => path.join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const run = programIn(folder, { MRS_CACHE: at("cache") });

const scanOf = (id: string): string => `cohort/${id}/${id}_svs.nii.gz`;

/** A scan of a subject that is kept for testing. */
function unseen(trained: string): string {
  const { split } = JSON.parse(trained) as { split: { test: string[]; train: string[] } };
  const [id] = split.test;
  expect(split.train).not.toContain(id);
  return scanOf(id);
}

beforeAll(async () => {
  const config = { ...cohortConfig("quick", 1), sites: 2, subjectsPerSite: 3, transients: 8 };
  for (const { id, stack } of cohortSimulate(config)) {
    mkdirSync(at(`cohort/${id}`), { recursive: true });
    await writeNiftiMrs(stack, at(scanOf(id)));
  }
  writeFileSync(at("short.json"), JSON.stringify({ epochs: 2 }));
}, 60_000);

const train = (kind: string): string => {
  const words = ["train", "--kind", kind, "--data", "cohort", "--quick", "--config", "short.json"];
  const { code, out } = run(...words, "--out", kind, "--json");
  expect(code).toBe(0);
  return out;
};

test("a conditional model makes what amounts are asked of it", async () => {
  const scan = unseen(train("conditional"));
  const words = ["generate", "--model", "conditional", "--from", scan, "--count", "6"];
  expect(run(...words, "--out", "own.nii.gz").code).toBe(0);
  expect(run(...words, "--amounts", "tNAA=1.2,GABA+=0.3", "--out", "asked.nii.gz").code).toBe(0);
  const [own, asked] = [await readScan(at("own.nii.gz")), await readScan(at("asked.nii.gz"))];
  expect(own.shape[0]).toBe(12);
  expect(asked.re).not.toEqual(own.re);
  expect((await readNiftiMrsMeta(at("asked.nii.gz"))).Synthetic).toMatchObject({
    amounts: { tNAA: 1.2, "GABA+": 0.3 },
  });
  const unknown = run(...words, "--amounts", "Fe=1", "--out", "no.nii.gz");
  expect(unknown.code).toBe(1);
  expect(unknown.err).toContain("tNAA, tCr, tCho, GABA+, Glx");
  expect(run(...words, "--method", "hybrid", "--out", "no.nii.gz").err).toContain("--method");
}, 180_000);

test("a covariance network makes a difference spectrum of any number of transients", async () => {
  const scan = unseen(train("covariance"));
  const whole = await readScan(at(scan));
  // OFF and ON alternate: one of each
  await writeNiftiMrs(stackSelect(whole, [0, 1]), at("pair.nii.gz"));
  for (const file of [scan, "pair.nii.gz"]) {
    expect(run("denoise", file, "--model", "covariance", "--out", "difference.nii.gz").code).toBe(0);
    const made = await readScan(at("difference.nii.gz"));
    expect(made.shape).toEqual([1, 2048]);
    const { re, ppm } = stackToSpectra(made);
    const [first, last] = ppmWindow(ppm, 0.2, 4.2);
    const largest = (from: number, to: number): number =>
      re.subarray(from, to).reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    // Nothing is made beyond the network's range, but for rounding
    expect(largest(last + 1, re.length)).toBeLessThan(1e-4 * largest(first, last));
    // NAA is upside down in ON - OFF
    const [low, high] = ppmWindow(ppm, 1.9, 2.1);
    expect(-Math.min(...re.subarray(low, high))).toBeGreaterThan(0.5 * largest(first, last));
  }
  expect((await readNiftiMrsMeta(at("difference.nii.gz"))).Synthetic).toMatchObject({ transients: 2 });
  expect(run("denoise", scan, "--model", "cohort", "--out", "no.nii.gz").code).toBe(1);
}, 180_000);

test("a Y-shaped autoencoder says relative amounts beside a fit", async () => {
  const words = ["train", "--kind", "y-autoencoder", "--data", "cohort", "--quick", "--out", "quantifier"];
  expect(run(...words).code).toBe(0);
  const quick = yaeSettings("quick");
  const { series, ...phantoms } = quick.phantoms;
  const some = { ...quick, phantoms: { ...phantoms, series: series.slice(0, 2), steps: 3 } };
  const scans = phantomSeries(some, randomSource(9));
  for (const { id, stack } of scans) await writeNiftiMrs(stack, at(`${id}.nii.gz`));
  const files = scans.map(({ id }) => `${id}.nii.gz`);
  const { code, out } = run("quantify", ...files, "--model", "quantifier", "--json");
  expect(code).toBe(0);
  const said = JSON.parse(out) as {
    file: string;
    amounts: { metabolite: string; network: number; fit: number }[];
  }[];
  const errors = { network: 0, fit: 0, middle: 0 };
  said.forEach(({ file, amounts }, k) => {
    expect(file).toBe(files[k]);
    const { concentrations } = scans[k];
    const largest = Math.max(...Object.values(concentrations));
    expect(amounts.map(({ metabolite }) => metabolite)).toEqual(quick.metabolites);
    for (const { metabolite, network, fit } of amounts) {
      const truth = concentrations[metabolite] / largest;
      errors.network += Math.abs(network - truth);
      errors.fit += Math.abs(fit - truth);
      errors.middle += Math.abs(0.5 - truth);
    }
  });
  // The quick network is a rough one; to say a half of everything is no measurement.
  expect(errors.network).toBeLessThan(0.6 * errors.middle);
  expect(errors.fit).toBeLessThan(0.5 * errors.middle);
  const plain = run("quantify", files[1], scanOf("no-such"), "--model", "quantifier");
  expect(plain.code).toBe(1);
  expect(plain.out).toMatch(/GABA +0\.\d+ +\d\.\d+/);
  expect(plain.err).toContain("no-such");
  expect(run("quantify", files[0], "--model", "cohort").code).toBe(1);
}, 180_000);
