// Time of the embedded cohort and of training on it at the default size. usage: node bench/cohort.bench.mjs
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { cpus, tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { cohortConfig, cohortSimulate, simulatedSet, studyModel, studySettings } from "../lib/dist/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "mrs-synth-bench-"));

async function seconds(work) {
  const begun = performance.now();
  const result = await work();
  return [(performance.now() - begun) / 1000, result];
}

const [quick] = await seconds(() => cohortSimulate(cohortConfig("quick", 1)));
const [full, cohort] = await seconds(() => cohortSimulate(cohortConfig("default", 1)));
const { preset, seed, vae } = studySettings("simulated", "full");
const set = simulatedSet(cohortConfig(preset, seed));
const [training, model] = await seconds(() => studyModel(set, vae, { cache: folder, fresh: true }));
rmSync(folder, { recursive: true });

const rows = [
  ["quick cohort (goal 5 s)", quick],
  [
    `${cohort.length} subjects x ${cohort[0].stack.shape[0]} transients x ${cohort[0].stack.shape[1]} points (goal 90 s)`,
    full,
  ],
  [
    `training on ${model.provenance.training.rows} of them, ${model.history.length} epochs (goal 300 s)`,
    training,
  ],
];
for (const [name, time] of rows) console.log(`${name}: ${time.toFixed(1)} s`);
mkdirSync(path.join(here, "results"), { recursive: true });
const machine = { cpu: cpus()[0].model, cores: cpus().length, node: process.version };
const result = {
  what: "seconds",
  date: new Date().toISOString(),
  machine,
  quick,
  full,
  training,
  epochs: model.history.length,
};
writeFileSync(path.join(here, "results", "cohort.json"), `${JSON.stringify(result, undefined, 2)}\n`);
