import { spawn } from "node:child_process";
import { readFileSync } from "node:fs";
import { once } from "node:events";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { SetupError } from "./setupError.mjs";

const guard = fileURLToPath(new URL("guard.mjs", import.meta.url));

/**
 * Runs a command to its end, its words going to the log. It never outlives the set-up, however that ends (see guard.mjs).
 * @param {string} command
 * @param {string[]} args
 * @param {{ cwd: string, env?: NodeJS.ProcessEnv, log: string, file: number, lock: import("./lock.mjs").Lock }} options
 *   `log` and its descriptor `file`
 * @throws {SetupError} with the last lines of the log, when the command fails
 */
export async function commandRun(command, args, { cwd, env = process.env, log, file, lock }) {
  const child = spawn(process.execPath, [guard, command, ...args], {
    cwd,
    env,
    stdio: ["pipe", file, file],
  });
  lock.child(child.pid);
  const [code, signal] = await once(child, "exit");
  lock.child(undefined);
  if (code === 0) return;
  const said = readFileSync(log, "utf8");
  if (/No space left on device|ENOSPC/.test(said)) {
    throw new SetupError(
      `the disk is full: \`${path.basename(command)} ${args[0]}\` could not write in ${cwd} (${path.relative(cwd, log)})`,
    );
  }
  const lines = said.trimEnd().split("\n").slice(-12);
  throw new SetupError(
    `\`${path.basename(command)} ${args[0]}\` failed (${signal ?? `exit code ${code}`}); all it said is in ` +
      `${path.relative(cwd, log)}, at the end:\n${lines.map((line) => `    ${line}`).join("\n")}`,
  );
}
