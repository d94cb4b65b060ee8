// How long the command line takes to start, over an empty Node.js (`node -e 0`) timed in turn with it.
// usage: node bench/start.bench.mjs [REPEATS]
import { spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cohortConfig, cohortSimulate, writeNiftiMrs } from "../lib/dist/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const repeats = Number(process.argv[2] ?? 11);
const program = path.join(here, "../lib/bin/mrs-synth.mjs");
const folder = mkdtempSync(path.join(tmpdir(), "mrs-synth-start-"));
const scan = path.join(folder, "scan.nii.gz");
const [subject] = cohortSimulate({
  ...cohortConfig("quick", 1),
  sites: 1,
  subjectsPerSite: 1,
  transients: 4,
});
await writeNiftiMrs(subject.stack, scan);

/** ms from the start to the end of a process. */
function timed(words) {
  const begun = performance.now();
  const { status, stderr } = spawnSync(process.execPath, words, { encoding: "utf8" });
  if (status !== 0) throw new Error(`${words.join(" ")}: ${stderr}`);
  return performance.now() - begun;
}

const median = (values) => values.toSorted((a, b) => a - b)[values.length >> 1];
const asked = { "--help": ["--help"], "--version": ["--version"], inspect: ["inspect", scan] };
const taken = Object.fromEntries(["node", ...Object.keys(asked)].map((name) => [name, []]));
for (let k = 0; k < repeats; k++) {
  taken.node.push(timed(["-e", "0"]));
  for (const [name, words] of Object.entries(asked)) taken[name].push(timed([program, ...words]));
}
rmSync(folder, { recursive: true });
const rows = Object.keys(asked).map((verb) => {
  const milliseconds = median(taken[verb]);
  return { verb, milliseconds, node: median(taken.node), ratio: milliseconds / median(taken.node) };
});
for (const { verb, milliseconds, node, ratio } of rows) {
  console.log(
    `${verb}: ${milliseconds.toFixed(0)} ms, ${ratio.toFixed(1)} times the ${node.toFixed(0)} ms of node -e 0`,
  );
}
mkdirSync(path.join(here, "results"), { recursive: true });
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
const result = { what: "milliseconds, median", date: new Date().toISOString(), machine, repeats, rows };
writeFileSync(path.join(here, "results", "start.json"), `${JSON.stringify(result, undefined, 2)}\n`);
