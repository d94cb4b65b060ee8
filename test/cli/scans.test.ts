import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { readScan, writeNiftiMrs } from "../../lib/io/index.js";
import { stackOffOn, stackSelect } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import { subjectWater } from "../../lib/study/quantification/subjectWater.js";
import { programIn } from "./program.js";

const folder = mkdtempSync(path.join(tmpdir(), "mrs-synth-scans-"));
afterAll(() => rmSync(folder, { recursive: true }));
const run = programIn(folder);
const at = (name: string): string => path.join(folder, name);
const of = (stack: FidStack, label: number): FidStack =>
  stackSelect(
    stack,
    [...stack.labels!.keys()].filter((i) => stack.labels![i] === label),
  );

let mega: FidStack;

beforeAll(async () => {
  // Two sites whose files have the same names, as in a Big GABA download; two scans have their water, one has none
  const config = { ...cohortConfig("press-te35", 3), sites: 2, subjectsPerSite: 1, transients: 4 };
  const [a, b] = cohortSimulate(config);
  for (const [site, subject] of [
    ["a", a],
    ["b", b],
  ] as const) {
    mkdirSync(at(`scans/${site}`), { recursive: true });
    await writeNiftiMrs(subject.stack, at(`scans/${site}/S01_act.nii.gz`));
    await writeNiftiMrs(subjectWater(subject), at(`scans/${site}/S01_ref.nii.gz`));
  }
  await writeNiftiMrs(a.stack, at("scans/b/S02_act.nii.gz"));
  writeFileSync(at("scans/b/S03_act.nii.gz"), "no scan");
  const [edited] = cohortSimulate({
    ...cohortConfig("quick", 3),
    sites: 1,
    subjectsPerSite: 1,
    transients: 8,
  });
  mega = edited.stack;
});

describe("many scans", () => {
  it("are processed as each alone with its water, into folders of their own, with a table", async () => {
    const { code, out, err } = run("process", "scans", "--out", "many", "--json");
    expect(code).toBe(1);
    expect(err.split("\n").filter(Boolean)).toEqual([
      "scans/a/S01_act.nii.gz: with its water scans/a/S01_ref.nii.gz",
      "scans/b/S01_act.nii.gz: with its water scans/b/S01_ref.nii.gz",
      expect.stringMatching(/^left out: scans\/b\/S03_act\.nii\.gz: /),
    ]);
    const rows = JSON.parse(out) as { file: string; water?: { file: string }; outputs: string[] }[];
    expect(rows.map(({ water, outputs }) => [water?.file, ...outputs])).toEqual([
      ["scans/a/S01_ref.nii.gz", "many/a_S01_act/a_S01_act_average.nii.gz"],
      ["scans/b/S01_ref.nii.gz", "many/b_S01_act/b_S01_act_average.nii.gz"],
      [undefined, "many/S02_act/S02_act_average.nii.gz"],
    ]);
    // One with water and the one without
    for (const { file, water, outputs } of rows.slice(1)) {
      const words = water === undefined ? ["--no-water"] : ["--reference", water.file];
      expect(run("process", file, ...words, "--out", "one")).toMatchObject({ code: 0, err: "" });
      const alone = await readScan(at(`one/${path.basename(file, ".nii.gz")}_average.nii.gz`));
      expect((await readScan(at(outputs[0]))).re).toEqual(alone.re);
    }
    const [head, ...lines] = readFileSync(at("many/scans.csv"), "utf8").trim().split("\n");
    expect(head).toMatch(
      /^file,water,kind,transients,leftOut,leftOutTransients,leftOutOfWater,frequencySpanHz,.*SNR.*,folder$/,
    );
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^scans\/a\/S01_act\.nii\.gz,scans\/a\/S01_ref\.nii\.gz,press,4,/);
  });

  it("are fitted as each alone with its water, into one table; water is not fitted", () => {
    const { code } = run(
      "fit",
      "scans",
      "--basis",
      "simulated",
      "--out",
      "t.json",
      "--csv",
      "long.csv",
      "--quiet",
    );
    expect(code).toBe(1);
    type Row = {
      file: string;
      subject: string;
      metabolite: string;
      concentration: number | null;
      ratio: number;
    };
    const table = JSON.parse(readFileSync(at("t.json"), "utf8")) as Row[];
    const naa = table.filter(({ metabolite }) => metabolite === "tNAA");
    expect(naa.map(({ file, subject }) => [file, subject])).toEqual([
      ["scans/a/S01_act.nii.gz", "a_S01_act"],
      ["scans/b/S01_act.nii.gz", "b_S01_act"],
      ["scans/b/S02_act.nii.gz", "S02_act"],
    ]);
    expect(naa[2].concentration).toBeNull();
    expect(readFileSync(at("long.csv"), "utf8")).toContain("\nb_S01_act,PRESS,tNAA,water-scaled,");
    const [file, water] = ["scans/a/S01_act.nii.gz", "scans/a/S01_ref.nii.gz"];
    // A file named alone leads to the same water, which is looked for beside it
    for (const words of [[file, "--water", water], [file]]) {
      expect(run("fit", ...words, "--basis", "simulated", "--out", "one.json").code).toBe(0);
      const rows = JSON.parse(readFileSync(at("one.json"), "utf8")) as Row[];
      const alone = rows.find(({ metabolite }) => metabolite === "tNAA")!;
      expect(alone.concentration).toBe(naa[0].concentration);
    }
    // The scan of the first subject, here without its water: eddy currents alone differ
    expect(naa[2].ratio / naa[0].ratio).toBeCloseTo(1, 1);
  });

  it("need to be named, and water alone is none", () => {
    const wrong: [string[], RegExp][] = [
      [[], /scan is missing; expected FILE/],
      [["--on", "a.nii"], /scan is a\.nii; expected FILE…, or --on FILE and --off FILE/],
      [
        ["scans/a/S01_ref.nii.gz"],
        /S01_ref\.nii\.gz; expected a scan: by its name this is unsuppressed water/,
      ],
      [["scans", "--reference", "scans/a/S01_ref.nii.gz"], /--reference is for a folder; expected one FILE/],
    ];
    for (const [words, message] of wrong) {
      const { code, err } = run("process", ...words, "--out", "wrong");
      expect(code).toBe(1);
      expect(err).toMatch(message);
    }
    expect(run("fit", "scans", "--basis", "simulated", "--out", "table.xlsx").err).toMatch(
      /--out is table\.xlsx; expected a name that ends in \.csv or \.tsv or \.json/,
    );
  });
});

describe("ON and OFF in two files", () => {
  it("give what the same transients with labels give", async () => {
    const [off, on] = [0, 1].map((label) => ({
      ...of(mega, label),
      labels: undefined,
      dimensions: undefined,
    }));
    await writeNiftiMrs(off, at("m_off.nii.gz"));
    await writeNiftiMrs(on, at("m_on.nii.gz"));
    await writeNiftiMrs(stackOffOn(off, on), at("whole.nii.gz"));
    const two = run("process", "--on", "m_on.nii.gz", "--off", "m_off.nii.gz", "--out", "two", "--json");
    expect(two).toMatchObject({ code: 0, err: "" });
    expect(JSON.parse(two.out)).toMatchObject([
      { file: "m_off.nii.gz", on: "m_on.nii.gz", kind: "mega", transients: 16 },
    ]);
    expect(run("process", "whole.nii.gz", "--out", "two").code).toBe(0);
    for (const part of ["off", "diff"]) {
      const [a, b] = await Promise.all(
        ["m_off", "whole"].map((name) => readScan(at(`two/${name}_${part}.nii.gz`))),
      );
      expect(a.re).toEqual(b.re);
    }
    await writeNiftiMrs({ ...on, dwellTime: on.dwellTime * 2 }, at("other.nii.gz"));
    const { code, err } = run("process", "--on", "other.nii.gz", "--off", "m_off.nii.gz", "--out", "two");
    expect(code).toBe(1);
    expect(err).toMatch(/^left out: .*other\.nii\.gz: dwellTime is .*; expected .*, as in m_off\.nii\.gz/);
  });
});
