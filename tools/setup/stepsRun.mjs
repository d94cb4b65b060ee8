import { mkdirSync, openSync, closeSync } from "node:fs";
import path from "node:path";
import { commandRun } from "./commandRun.mjs";

/**
 * Does the steps one after the other, with one line each. A step first takes its mark away (`begin`), then works, then sets
 * the mark (`end`), so that one that was killed counts as not done.
 * @param {import("./steps.mjs").Step[]} steps
 * @param {{ work: string, lock: import("./lock.mjs").Lock, say: (text: string) => void }} options
 *   `work`: the folder for the logs
 */
export async function stepsRun(steps, { work, lock, say }) {
  mkdirSync(work, { recursive: true });
  const start = performance.now();
  for (const [index, step] of steps.entries()) {
    const started = performance.now();
    const log = path.join(work, `${step.id}.log`);
    const notes = [];
    const file = openSync(log, "w");
    say(`set-up ${index + 1}/${steps.length}: ${step.title} … `);
    try {
      step.begin();
      const outcome = await step.make({
        note: (line) => notes.push(line),
        run: (command, args, options) => commandRun(command, args, { ...options, log, file, lock }),
      });
      step.end(outcome);
    } finally {
      closeSync(file);
    }
    say(`${seconds(started)}\n${notes.map((line) => `set-up: ${line}\n`).join("")}`);
  }
  if (steps.length > 1) say(`set-up: done in ${seconds(start)}\n`);
}

function seconds(since) {
  return `${((performance.now() - since) / 1000).toFixed(1)} s`;
}
