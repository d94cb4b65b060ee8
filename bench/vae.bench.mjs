// The time of a training step against the same model in PyTorch (CPU, fused Adam), in one run: slices of steps of
// each in turn, so that what else the machine does meets both. usage: node bench/vae.bench.mjs [ROUNDS] [STEPS]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { peerPython } from "./peerPython.mjs";
import { median, round, stepWorker } from "./stepWorker.mjs";
import { vaeDefaults } from "../lib/dist/models/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const rounds = Number(process.argv[2] ?? 12);
const steps = Number(process.argv[3] ?? 6);
const WIDTH = 2048;
const BATCHES = [32, 128, 512];
const GOAL = 0.6;

const python = peerPython("torch", ["torch==2.13.0", "numpy"]);
const { layers, latent, beta } = vaeDefaults;
const rows = [];
const versions = {};
for (const batch of BATCHES) {
  const model = [JSON.stringify(layers), String(latent), String(beta)];
  const workers = {
    pytorch: await stepWorker(python, [
      path.join(here, "vae.peer.py"),
      String(batch),
      String(WIDTH),
      ...model,
    ]),
    compiled: await stepWorker(process.execPath, [
      path.join(here, "vae.worker.mjs"),
      String(batch),
      String(WIDTH),
    ]),
    eager: await stepWorker(process.execPath, [
      path.join(here, "vae.worker.mjs"),
      String(batch),
      String(WIDTH),
      "eager",
    ]),
  };
  const names = Object.keys(workers);
  for (const name of names) {
    const { version, threads } = workers[name];
    versions[name] = { version, threads };
    await workers[name].run(8);
  }
  for (let k = 0; k < rounds; k++) {
    for (const name of [...names.slice(k % 3), ...names.slice(0, k % 3)]) {
      const times = await workers[name].run(steps);
      workers[name].times.push(...times);
      workers[name].slices.push(median(times));
    }
  }
  const row = { batch };
  for (const name of names) {
    row[`${name} median ms`] = round(median(workers[name].times));
    row[`${name} min ms`] = round(Math.min(...workers[name].times));
    workers[name].end();
  }
  // Slice against slice of the same round: what disturbs one round does not decide.
  const ratios = workers.compiled.slices.map((ours, k) => ours / workers.pytorch.slices[k]);
  row["compiled / pytorch"] = round(median(ratios));
  rows.push(row);
}

console.table(rows);
const worst = Math.max(...rows.map((row) => row["compiled / pytorch"]));
console.log(`the compiled step takes ${worst.toFixed(2)} of PyTorch's time or less (goal ${GOAL})`);
const result = {
  what: `training step of the VAE ${[WIDTH, ...layers, latent].join("-")}, Adam, ${rounds * steps} steps each`,
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model, cores: cpus().length, node: process.version },
  versions,
  goal: GOAL,
  rows,
};
mkdirSync(path.join(here, "results"), { recursive: true });
writeFileSync(path.join(here, "results", "vae.json"), `${JSON.stringify(result, undefined, 2)}\n`);
process.exitCode = worst <= GOAL ? 0 : 1;
