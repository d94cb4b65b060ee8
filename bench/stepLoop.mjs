import { createInterface } from "node:readline";
import { engineInfo } from "../lib/dist/engine/index.js";

/** Our side of a benchmark of steps (`stepWorker`): reads a number of steps a line, answers their times in ms as JSON. */
export async function stepLoop(step) {
  const say = (value) => process.stdout.write(`${JSON.stringify(value)}\n`);
  const { tensorflowVersion, backend, threads } = engineInfo();
  say({ version: tensorflowVersion ?? backend, threads });
  for await (const line of createInterface({ input: process.stdin })) {
    const times = [];
    for (let k = 0; k < Number(line); k++) {
      const start = performance.now();
      step();
      times.push(performance.now() - start);
    }
    say(times);
  }
}
