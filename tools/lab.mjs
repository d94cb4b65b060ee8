// JupyterLab on the project's notebooks, for this machine's own browser only:  npm run lab -- [FOLDER] [JupyterLab's options]
// FOLDER holds your own scans, for notebook 10; MRS_COHORT names it as well.
// Set-up has been done. Whatever Jupyter keeps for itself stays in the project (.cache/jupyter).
import { spawn } from "node:child_process";
import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { pythonEnv } from "./setup/pythonEnv.mjs";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const home = path.join(root, ".cache", "jupyter");
mkdirSync(home, { recursive: true });
// Where the command was given: npm itself works in the project's folder.
const start = process.env.INIT_CWD ?? process.cwd();
const words = process.argv.slice(2);
const scans =
  words[0] === undefined || words[0].startsWith("-") ? undefined : path.resolve(start, words.shift());
if (scans !== undefined && !existsSync(scans)) {
  console.error(`lab: ${scans}: no such folder of scans`);
  process.exit(2);
}
const token = randomBytes(24).toString("hex");
const lab = spawn(
  path.join(root, ".venv", "bin", "python"),
  [
    ...["-m", "jupyterlab", "--no-browser", "--ServerApp.log_level=WARN", "--LabApp.log_level=WARN"],
    "--ServerApp.ip=127.0.0.1",
    ...(words.some((word) => word.startsWith("--ServerApp.root_dir="))
      ? []
      : [`--ServerApp.root_dir=${root}`]),
    "--LabApp.extension_manager=readonly",
    // The first in the launcher
    "--MultiKernelManager.default_kernel_name=mrs-synth",
    // In a container one is root; the server is not to be reached from outside in any case.
    ...(process.getuid?.() === 0 ? ["--allow-root"] : []),
    ...words,
  ],
  {
    cwd: root,
    env: {
      ...pythonEnv(),
      PWD: start,
      ...(scans !== undefined && { MRS_COHORT: scans }),
      JUPYTER_TOKEN: token, // not an argument: those can be read by everybody on the machine
      JUPYTER_CONFIG_DIR: path.join(home, "config"),
      JUPYTER_DATA_DIR: path.join(home, "data"),
      JUPYTER_RUNTIME_DIR: path.join(home, "runtime"),
      IPYTHONDIR: path.join(home, "ipython"),
      JUPYTER_PREFER_ENV_PATH: "1",
      // The kernel is started as `node`: that must be this one.
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}`,
    },
    stdio: ["ignore", "inherit", "inherit"],
  },
);
lab.on("error", (error) => {
  console.error(`JupyterLab cannot be started: ${error.message}; \`npm run setup\` repairs it`);
  process.exit(1);
});
lab.on("exit", (code) => process.exit(code ?? 0));
// Ctrl-C reaches the server by itself; it is for the server to end first.
process.on("SIGINT", () => undefined);
for (const signal of ["SIGTERM", "SIGHUP"]) process.on(signal, () => lab.kill("SIGTERM"));

// The server takes the next free port when 8888 is taken, and notes where it is when it answers.
const note = path.join(home, "runtime", `jpserver-${lab.pid}.json`);
while (!existsSync(note)) await sleep(100);
await sleep(100);
const { port } = JSON.parse(readFileSync(note, "utf8"));
const page = existsSync(path.join(root, "notebooks", "00-start-here.ipynb"))
  ? "/lab/tree/notebooks/00-start-here.ipynb"
  : "/lab";
console.log(`JupyterLab is at http://127.0.0.1:${port}${page}?token=${token}\nCtrl-C stops it.`);
