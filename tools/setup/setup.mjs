import path from "node:path";
import { lockTake } from "./lock.mjs";
import { prerequisitesMissing } from "./prerequisites.mjs";
import { SetupError } from "./setupError.mjs";
import { setupSteps } from "./steps.mjs";
import { stepsPending } from "./stepsPending.mjs";
import { stepsRun } from "./stepsRun.mjs";

/**
 * Does the steps that are not done yet. Everything it says goes to stderr: stdout belongs to the work that follows.
 * @param {string} root the project's folder
 * @param {{ check?: boolean }} options `check`: only name the pending steps
 * @returns {Promise<number>} the exit code
 */
export async function setup(root, { check = false } = {}) {
  const say = (text) => process.stderr.write(text);
  const steps = setupSteps(root);
  let pending = stepsPending(steps);
  if (pending.length === 0) return 0;
  if (check) {
    say(`set-up: not done: ${pending.map((step) => step.title).join("; ")}\n`);
    return 1;
  }
  const missing = prerequisitesMissing(root, pending);
  if (missing.length > 0) {
    say(missing.map((line) => `set-up: ${line}\n`).join(""));
    return 1;
  }
  const work = path.join(root, ".cache", "setup");
  const lock = await lockTake(path.join(work, "lock"), {
    onWait: (pid) => say(`set-up: another one is at work here (process ${pid}); waiting for it\n`),
  });
  const interrupted = (signal) => {
    lock.release();
    say(`\nset-up: stopped (${signal}); the next run goes on from here\n`);
    process.exit(signal === "SIGINT" ? 130 : 143);
  };
  process.once("SIGINT", interrupted).once("SIGTERM", interrupted);
  try {
    pending = stepsPending(steps); // again: the one that we waited for may have done them
    await stepsRun(pending, { work, lock, say });
    return 0;
  } catch (error) {
    if (!(error instanceof SetupError)) throw error;
    say(`\nset-up: ${error.message}\n`);
    return 1;
  } finally {
    lock.release();
    process.off("SIGINT", interrupted).off("SIGTERM", interrupted);
  }
}
