// The time of a training step against the same model in PyTorch (CPU, fused Adam), in one run: slices of steps of
// each in turn, so that what else the machine does meets both. usage: node bench/vae.bench.mjs [ROUNDS] [STEPS]
import { spawn } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { cpus } from "node:os";
import path from "node:path";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { peerPython } from "./peerPython.mjs";
import { vaeDefaults } from "../lib/dist/models/index.js";

const here = path.dirname(fileURLToPath(import.meta.url));
const rounds = Number(process.argv[2] ?? 12);
const steps = Number(process.argv[3] ?? 6);
const WIDTH = 2048;
const BATCHES = [32, 128, 512];
const GOAL = 0.6;
/** Ms between slices, so that the threads of one are asleep when the other starts. */
const PAUSE = 60;

/** A process that answers a line with a line. */
async function worker(command, args) {
  const child = spawn(command, args, { stdio: ["pipe", "pipe", "ignore"] });
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const answer = async () => {
    const { value, done } = await lines.next();
    if (done) throw new Error(`${command} ${args.join(" ")} ended early`);
    return JSON.parse(value);
  };
  const { version, threads } = await answer();
  return {
    version,
    threads,
    times: [],
    slices: [],
    async run(count) {
      child.stdin.write(`${count}\n`);
      const times = await answer();
      await setTimeout(PAUSE);
      return times;
    },
    end: () => child.stdin.end(),
  };
}

const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
const round = (value) => Number(value.toPrecision(4));

const python = peerPython("torch", ["torch==2.13.0", "numpy"]);
const { layers, latent, beta } = vaeDefaults;
const rows = [];
const versions = {};
for (const batch of BATCHES) {
  const model = [JSON.stringify(layers), String(latent), String(beta)];
  const workers = {
    pytorch: await worker(python, [path.join(here, "vae.peer.py"), String(batch), String(WIDTH), ...model]),
    compiled: await worker(process.execPath, [
      path.join(here, "vae.worker.mjs"),
      String(batch),
      String(WIDTH),
    ]),
    eager: await worker(process.execPath, [
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
