// Our side of vae.bench.mjs.
import { stepLoop } from "./stepLoop.mjs";
import { stepCompile } from "../lib/dist/engine/index.js";
import { vaeConfigCheck, vaeObjective } from "../lib/dist/models/index.js";
import { randomSource } from "../lib/dist/signal/index.js";

const [batchSize, width] = process.argv.slice(2, 4).map(Number);
const eager = process.argv[4] === "eager";
const step = stepCompile(vaeObjective(vaeConfigCheck({}), width), { batchSize, eager });
const random = randomSource(1);
const x = Float32Array.from({ length: batchSize * width }, random.normal);
let done = 0;

await stepLoop(() => step.update({ inputs: { x }, scalars: { beta: 0.02 }, noise: [1, done++] }, 1e-3));
step.dispose();
