import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { cohortConfig, cohortSimulate } from "../../lib/cohort/index.js";
import { writeNiftiMrs } from "../../lib/io/index.js";
import { PROGRAM, programIn } from "./program.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-start-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Node.js names on stderr every module that it loads: by import, by the hook; by require, at the end. */
const HOOK = `import fs from "node:fs";
export async function load(url, context, next) { fs.writeSync(2, "loaded " + url + "\\n"); return next(url, context); }`;
const REGISTER = `import { createRequire, register } from "node:module";
register(${JSON.stringify(`data:text/javascript,${encodeURIComponent(HOOK)}`)});
const { cache } = createRequire("${import.meta.url}");
process.on("exit", () => { for (const file in cache) process.stderr.write("loaded " + file + "\\n"); });`;

/** Packages and rooms of the library that a command loads. */
function loaded(...words: string[]): Set<string> {
  const hook = `data:text/javascript,${encodeURIComponent(REGISTER)}`;
  const { status, stderr } = spawnSync(process.execPath, ["--import", hook, PROGRAM, ...words], {
    encoding: "utf8",
  });
  expect(status, stderr).toBe(0);
  const files = [...stderr.matchAll(/^loaded .*\/(?:node_modules|lib\/dist)\/((?:@[^/]+\/)?[^/]+)/gm)];
  return new Set(files.map(([, name]) => name));
}

const HEAVY = ["@tensorflow/tfjs", "vega", "vega-lite", "danfojs-node", "canvas"];
/** Rooms of the library that a verb's definition has no use for. */
const ROOMS = [
  "process",
  "engine",
  "models",
  "metrics",
  "embed",
  "noise",
  "fit",
  "quantify",
  "charts",
  "study",
];

test("help and version load what the command line is made of alone", () => {
  expect(loaded("inspect", "--engine")).toContain("@tensorflow/tfjs");
  for (const words of [
    ["--help"],
    ["--version"],
    ["completion", "bash"],
    ["fit", "--help"],
    ["train", "--help"],
  ]) {
    const found = loaded(...words);
    expect(found).toContain("commander");
    for (const name of [...HEAVY, ...ROOMS]) expect(found, words.join(" ")).not.toContain(name);
  }
});

test("a scan is inspected, judged, converted, processed and fitted without tensors, charts and tables", async () => {
  const [subject] = cohortSimulate({
    ...cohortConfig("quick", 1),
    sites: 1,
    subjectsPerSite: 1,
    transients: 4,
  });
  const scan = path.join(folder, "scan.nii.gz");
  await writeNiftiMrs(subject.stack, scan);
  for (const words of [
    ["inspect", scan],
    ["quality", scan],
    ["convert", scan, path.join(folder, "copy.nii")],
    ["process", scan, "--out", path.join(folder, "out")],
    ["fit", scan, "--basis", "simulated", "--csv", path.join(folder, "table.csv")],
  ]) {
    const found = loaded(...words);
    expect(found).toContain("io");
    for (const name of HEAVY) expect(found, words[0]).not.toContain(name);
  }
});

test("--version is that of the package, in one line", () => {
  const { version } = JSON.parse(
    readFileSync(new URL("../../lib/package.json", import.meta.url), "utf8"),
  ) as { version: string };
  expect(programIn(folder)("--version")).toEqual({ code: 0, out: `${version}\n`, err: "" });
});
