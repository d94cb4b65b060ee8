import { spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync, cpSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, test } from "vitest";
import { readNiftiMrsMeta, readScan } from "../../lib/io/index.js";
import { noiseLevel } from "../../lib/noise/index.js";
import { stackSelect } from "../../lib/signal/index.js";
import { shapeLoad } from "../../lib/study/index.js";
import { MRS_DATA } from "../mrsData.js";
import { programIn } from "./program.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-cli-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = programIn(folder, { MRS_CACHE: path.join(folder, "cache") });

describe("the session of the README", () => {
  const synthetic = (name: string): string => path.join(folder, name);

  test("simulate, train, generate, inspect, and an independent reader", async () => {
    const simulated = run("simulate", "cohort", "--quick", "--seed", "1", "--out", "cohort");
    expect(simulated).toMatchObject({ code: 0, err: "" });
    expect(simulated.out).toBe("cohort: 36 subjects, 6 sites\n");

    const trained = run("train", "--data", "cohort", "--quick", "--seed", "1", "--out", "model", "--json");
    expect(trained).toMatchObject({ code: 0, err: "" });
    const { split } = JSON.parse(trained.out) as { split: Record<string, string[]> };
    expect(split.train.length + split.validation.length + split.test.length).toBe(36);

    const subject = split.test[0];
    const scan = `cohort/${subject}/mrs/${subject}_acq-megapress_svs.nii.gz`;
    const words = ["generate", "--model", "model", "--from", scan, "--subset", "2", "--method", "hybrid"];
    const made = run(...words, "--count", "38", "--seed", "1", "--out", "synthetic.nii.gz");
    expect(made).toMatchObject({ code: 0, err: "" });
    run(...words, "--count", "38", "--seed", "1", "--out", "again.nii.gz");
    run(...words, "--count", "38", "--seed", "2", "--out", "other.nii.gz");
    const bytes = readFileSync(synthetic("synthetic.nii.gz"));
    expect(readFileSync(synthetic("again.nii.gz")).equals(bytes)).toBe(true);
    expect((await readScan(synthetic("other.nii.gz"))).re).not.toEqual(
      (await readScan(synthetic("again.nii.gz"))).re,
    );

    const meta = await readNiftiMrsMeta(synthetic("synthetic.nii.gz"));
    expect(meta.Synthetic).toMatchObject({
      tool: "mrs-synth",
      method: "hybrid",
      seed: 1,
      countPerCondition: 38,
    });

    // The noise that the decoder leaves out: none without the option; with it the level of the two transients taken.
    const own = await readScan(path.join(folder, scan));
    for (const [noise, modes] of [
      [["--noise"], false],
      [["--noise", path.dirname(scan)], true],
    ] as const) {
      const noisy = run(...words, "--count", "8", "--seed", "1", ...noise, "--out", "noisy.nii.gz", "--json");
      expect(noisy).toMatchObject({ code: 0, err: "" });
      const told = JSON.parse(noisy.out) as { noise: { modes: number }; subset: number[] };
      expect(told.noise.modes > 0).toBe(modes);
      const level = noiseLevel(stackSelect(own, told.subset)).sd;
      // 4 transients x 126 points x 2: an SD of 3 %
      expect(noiseLevel(await readScan(synthetic("noisy.nii.gz"))).sd / level).toBeCloseTo(1, 0.7);
      expect(noiseLevel(await readScan(synthetic("synthetic.nii.gz"))).sd / level).toBeLessThan(1e-3);
      expect((await readNiftiMrsMeta(synthetic("noisy.nii.gz"))).Synthetic).toMatchObject({
        noise: { white: !modes },
      });
    }

    // Held to the subset's average: train keeps the mean of its scans for it, beside the model
    expect(shapeLoad(synthetic("model")).labels).toEqual(Uint8Array.of(0, 1));
    const held = [...words.slice(0, -1), "consistent", "--count", "3", "--seed", "1", "--out", "held.nii.gz"];
    expect(run(...held)).toMatchObject({ code: 0, err: "" });
    const { Synthetic } = await readNiftiMrsMeta(synthetic("held.nii.gz"));
    expect(Synthetic).toMatchObject({ method: "consistent", seed: 1, countPerCondition: 3 });
    expect((Synthetic as { subset: number[] }).subset.length).toBe(4);
    rmSync(path.join(synthetic("model"), "shape.json"));
    expect(run(...held).err).toMatch(/shape/);

    const inspected = run("inspect", "synthetic.nii.gz", "--json");
    expect(inspected.code).toBe(0);
    const summary = JSON.parse(inspected.out) as Record<string, unknown> & { peaks: Record<string, number> };
    expect(summary).toMatchObject({
      format: "NIfTI-MRS",
      shape: [76, 2048],
      dwellTime: 0.0005,
      echoTime: 0.068,
    });
    expect(summary.peaks.NAA).toBeCloseTo(2.01, 1);
    expect(summary.peaks.Cr).toBeCloseTo(3.03, 1);
    expect(summary.peaks.Cho).toBeCloseTo(3.21, 1);

    const python = path.join(root, ".venv/bin/python");
    const script = [
      "import json, sys, nibabel",
      "image = nibabel.load(sys.argv[1])",
      "header = json.loads(image.header.extensions[0].get_content())",
      "print(json.dumps([list(image.shape), str(image.get_data_dtype()), float(image.header['pixdim'][4]), header['Synthetic']['method']]))",
    ].join("\n");
    const read = spawnSync(python, ["-c", script, synthetic("synthetic.nii.gz")], { encoding: "utf8" });
    expect(read.stderr).toBe("");
    expect(JSON.parse(read.stdout)).toEqual([[1, 1, 1, 2048, 38, 2], "complex64", 0.0005, "hybrid"]);
  }, 240_000);

  test("a cohort begun in a folder is gone on with; other settings are refused", () => {
    const again = run("simulate", "cohort", "--quick", "--seed", "1", "--out", "cohort");
    expect(again.code).toBe(0);
    const other = run("simulate", "cohort", "--quick", "--seed", "2", "--out", "cohort");
    expect(other.code).toBe(1);
    expect(other.err).toContain("dataset_description.json: Simulation.config is");
  });
});

describe("faults are one line with the file and what is wrong, and a non-zero code", () => {
  const bad = (name: string, content: string | Buffer): string => {
    writeFileSync(path.join(folder, name), content);
    return name;
  };

  test.each([
    ["a file that is not there", () => ["inspect", "nowhere.nii.gz"], "nowhere.nii.gz"],
    [
      "text for a scan",
      () => ["inspect", bad("notes.nii.gz", "hello, this is no scan")],
      "notes.nii.gz: content is text",
    ],
    ["SDAT without SPAR", () => ["inspect", bad("alone.SDAT", Buffer.alloc(64))], "alone.SDAT"],
    [
      "an empty folder",
      () => (
        mkdirSync(path.join(folder, "empty"), { recursive: true }),
        ["train", "--data", "empty", "--out", "m"]
      ),
      "empty: scans is 0",
    ],
    [
      "a model that is none",
      () => ["generate", "--model", "empty", "--from", "x.nii", "--out", "y.nii"],
      "model.json",
    ],
    [
      "a config with a key that is none",
      () => ["train", "--data", "cohort", "--out", "m", "--config", bad("config.json", '{"latnet": 8}')],
      "config.json: latnet is unknown; expected ppmRange, layers, latent",
    ],
    [
      "no number",
      () => ["simulate", "cohort", "--seed", "one", "--out", "z"],
      "--seed is one; expected a whole number",
    ],
    ["an unknown figure", () => ["figures", "fig99"], "figure is fig99; expected one of fig"],
  ])("%s", (_, words, message) => {
    const { code, out, err } = run(...words());
    expect(code).toBe(1);
    expect(out).toBe("");
    expect(err).toContain(message);
    expect(err.trim().split("\n")).toHaveLength(1);
    expect(err).not.toContain("    at ");
  });

  test("--debug shows the stack; a wrong option is exit code 2", () => {
    expect(run("inspect", "nowhere.nii.gz", "--debug").err).toContain("    at ");
    expect(run("inspect", "--nonsense").code).toBe(2);
    expect(run("generate", "--model", "m", "--from", "f", "--out", "o.nii", "--method", "magic").code).toBe(
      2,
    );
    expect(run("--help").code).toBe(0);
  });

  test("a bad scan among good ones is named, the others are used, the code says so", () => {
    cpSync(path.join(folder, "cohort"), path.join(folder, "mixed"), { recursive: true });
    const broken = path.join(folder, "mixed/sub-001/mrs/sub-001_acq-megapress_svs.nii.gz");
    writeFileSync(broken, readFileSync(broken).subarray(0, 1000));
    const { code, out, err } = run("train", "--data", "mixed", "--quick", "--out", "mixed-model");
    expect(code).toBe(1);
    expect(err).toContain("left out: mixed/sub-001");
    expect(out).toContain("transients of");
    expect(existsSync(path.join(folder, "mixed-model/model.json"))).toBe(true);
  }, 240_000);
});

test("inspect --engine says the back end, versions, threads and GPU", () => {
  const { code, out } = run("inspect", "--engine", "--json");
  expect(code).toBe(0);
  const info = JSON.parse(out) as Record<string, unknown>;
  expect(Object.keys(info)).toEqual(expect.arrayContaining(["backend", "tfjsVersion", "threads", "gpu"]));
});

describe.skipIf(!MRS_DATA)("measured scans (skipped: no MRS_DATA)", () => {
  test("inspect agrees on SDAT and on what convert makes of it", () => {
    const scan = path.join(MRS_DATA!, "megapress_invivo/spant_mpress_drift.SDAT");
    const first = JSON.parse(run("inspect", scan, "--json").out) as Record<string, unknown>;
    expect(first).toMatchObject({ format: "SDAT/SPAR", shape: [40, 1024], echoTime: 0.068 });
    expect(first.editing).toEqual({ off: 20, on: 20, order: "alternating", inverted: true });
    expect(run("convert", scan, "converted.nii.gz").code).toBe(0);
    const second = JSON.parse(run("inspect", "converted.nii.gz", "--json").out) as Record<string, unknown>;
    for (const key of ["shape", "editing", "peaks", "snr", "linewidth"])
      expect(second[key]).toEqual(first[key]);
  });
});
