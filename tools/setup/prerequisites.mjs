import { statfsSync } from "node:fs";
import { commandFind } from "./commandFind.mjs";
import { pythonFind } from "./pythonFind.mjs";

/**
 * What must be there before the steps can be done and is not: one line each, saying what, why and how to get it.
 * @param {string} root
 * @param {{ title: string, needs?: string[], gigabytes?: number }[]} steps that are not done yet
 * @returns {string[]}
 */
export function prerequisitesMissing(root, steps) {
  if (process.platform === "win32") {
    return ["Windows alone is not supported: run it in the Windows Subsystem for Linux (`wsl --install`)."];
  }
  const needed = new Set(steps.flatMap((step) => step.needs ?? []));
  const missing = Object.entries(checks).flatMap(([need, check]) =>
    needed.has(need) ? (check(root) ?? []) : [],
  );
  const { bavail, bsize } = statfsSync(root);
  return [...missing, ...(spaceMissing(root, steps, (bavail * bsize) / 1e9) ?? [])];
}

const getPython =
  "Get it with `apt install python3 python3-venv` (Debian, Ubuntu), `dnf install python3` (Fedora) or " +
  "`brew install python` (macOS), or name one in the environment variable PYTHON.";

/** Each gives a line when something is missing. */
const checks = {
  npm() {
    if (commandFind("npm")) return undefined;
    return (
      "npm is missing; it installs the JavaScript packages. It comes with Node.js; some systems have it apart: " +
      "`apt install npm` (Debian, Ubuntu)."
    );
  },
  python() {
    const { python, tooOld, incomplete } = pythonFind();
    if (python) return undefined;
    if (incomplete) {
      return (
        `Python's venv is missing in ${incomplete}; the notebooks get their own environment by it. Get it with ` +
        "`apt install python3-venv` (Debian, Ubuntu) or take another Python with the environment variable PYTHON."
      );
    }
    const found = tooOld ? `this one is too old: ${tooOld}` : "none was found";
    return `Python 3.10 or newer is missing (${found}); JupyterLab and TensorFlow's package need it. ${getPython}`;
  },
};

/**
 * @param {string} root all that is installed, and all that is unpacked for it, lies below
 * @param {{ title: string, gigabytes?: number }[]} steps that are not done yet
 * @param {number} free gigabytes
 */
export function spaceMissing(root, steps, free) {
  const large = steps.filter(({ gigabytes }) => gigabytes !== undefined);
  const needed = large.reduce((sum, { gigabytes }) => sum + gigabytes, 0);
  if (free >= needed) return undefined;
  return [
    `${needed.toFixed(1)} GB of free disk space are needed in ${root} for ${large.map(({ title }) => title).join(", ")}; ` +
      `${free.toFixed(1)} GB are there. Make room, or set MRS_ENGINE=plain to do without TensorFlow (much slower).`,
  ];
}
