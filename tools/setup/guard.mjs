// node guard.mjs COMMAND ARGS…   runs the command and ends it, with all that it started, when the parent process ends.
// A killed set-up would otherwise leave an `npm ci` behind that writes into the folders of the next one. The parent holds
// the other end of our standard input, which closes with it in whatever way it ends.
import { spawn } from "node:child_process";

const [command, ...args] = process.argv.slice(2);
const child = spawn(command, args, { detached: true, stdio: ["ignore", "inherit", "inherit"] });
const stop = () => {
  try {
    process.kill(-child.pid, "SIGKILL"); // its whole process group
  } catch {
    // It is gone already.
  }
};
process.stdin.on("close", stop).on("error", stop).resume();
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, stop);
child.on("error", (error) => {
  console.error(error.message);
  process.exit(127);
});
child.on("exit", (code) => process.exit(code ?? 1));
