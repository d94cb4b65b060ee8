// Our side of vae.bench.mjs: reads a number of steps a line, answers their times in ms as JSON.
import { createInterface } from "node:readline";
import { engineInfo, stepCompile } from "../lib/dist/engine/index.js";
import { vaeConfigCheck, vaeObjective } from "../lib/dist/models/index.js";
import { randomSource } from "../lib/dist/signal/index.js";

const [batchSize, width] = process.argv.slice(2, 4).map(Number);
const eager = process.argv[4] === "eager";
const step = stepCompile(vaeObjective(vaeConfigCheck({}), width), { batchSize, eager });
const random = randomSource(1);
const x = Float32Array.from({ length: batchSize * width }, random.normal);
let done = 0;

const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
const { tensorflowVersion, backend, threads } = engineInfo();
say({ version: tensorflowVersion ?? backend, threads });
for await (const line of createInterface({ input: process.stdin })) {
  const times = [];
  for (let k = 0; k < Number(line); k++) {
    const start = performance.now();
    step.update({ inputs: { x }, scalars: { beta: 0.02 }, noise: [1, done++] }, 1e-3);
    times.push(performance.now() - start);
  }
  say(times);
}
step.dispose();
