// The time of a training step of each sister system against the same model in PyTorch (CPU, fused Adam), in one run:
// slices of steps of each in turn. usage: node bench/sisters.bench.mjs [ROUNDS] [STEPS]
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { peerPython } from "./peerPython.mjs";
import { median, round, stepWorker } from "./stepWorker.mjs";

const here = path.dirname(fileURLToPath(import.meta.url));
const rounds = Number(process.argv[2] ?? 10);
const steps = Number(process.argv[3] ?? 5);
const MODELS = ["conditional", "yAutoencoder", "covariance", "recurrent"];

const python = peerPython("torch", ["torch==2.13.0", "numpy"]);
const rows = [];
const versions = {};
for (const model of MODELS) {
  const workers = {
    pytorch: await stepWorker(python, [path.join(here, "sisters.peer.py"), model]),
    compiled: await stepWorker(process.execPath, [path.join(here, "sisters.worker.mjs"), model]),
  };
  for (const [name, worker] of Object.entries(workers)) {
    versions[name] = { version: worker.version, threads: worker.threads };
    await worker.run(5);
  }
  for (let k = 0; k < rounds; k++) {
    const names = Object.keys(workers);
    for (const name of k % 2 ? names.reverse() : names) {
      const times = await workers[name].run(steps);
      workers[name].times.push(...times);
      workers[name].slices.push(median(times));
    }
  }
  const row = { model };
  for (const [name, worker] of Object.entries(workers)) {
    row[`${name} median ms`] = round(median(worker.times));
    row[`${name} min ms`] = round(Math.min(...worker.times));
    worker.end();
  }
  const ratios = workers.compiled.slices.map((ours, k) => ours / workers.pytorch.slices[k]);
  row["compiled / pytorch"] = round(median(ratios));
  rows.push(row);
}

console.table(rows);
const result = {
  what: `training step of the sister systems at full size, Adam, ${rounds * steps} steps each`,
  date: new Date().toISOString(),
  machine: { cpu: cpus()[0].model, cores: cpus().length, node: process.version, load: round(loadavg()[0]) },
  versions,
  rows,
};
mkdirSync(path.join(here, "results"), { recursive: true });
writeFileSync(path.join(here, "results", "sisters.json"), `${JSON.stringify(result, undefined, 2)}\n`);
