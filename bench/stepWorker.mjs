import { spawn } from "node:child_process";
import { createInterface } from "node:readline";
import { setTimeout } from "node:timers/promises";

/** Ms between slices, so that the threads of one are asleep when the other starts. */
const PAUSE = 60;

/** A process that is told a number of steps a line and answers their times in ms. */
export async function stepWorker(command, args) {
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

export const median = (values) => [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
export const round = (value) => Number(value.toPrecision(4));
