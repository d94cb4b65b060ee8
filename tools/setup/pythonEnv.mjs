import { mkdirSync } from "node:fs";
import path from "node:path";

// Other Pythons' variables that change what ours loads, writes or asks: `PYTHONPATH`, `PYTHONHOME` and theirs, what an
// activated conda or virtual environment sets, and Jupyter's places.
const FOREIGN = /^(PYTHON|CONDA|_CONDA|_CE_|MAMBA|VIRTUAL_ENV|PYENV|JUPYTER|IPYTHON|__PYVENV)/;
const PIP = [
  "PIP_TARGET",
  "PIP_USER",
  "PIP_PREFIX",
  "PIP_ROOT",
  "PIP_REQUIRE_VIRTUALENV",
  "PIP_PYTHON",
  "PIP_NO_BINARY",
];

/**
 * The environment for the project's Python, wherever one is started: the caller's, without what is another Python's.
 * @returns {NodeJS.ProcessEnv}
 */
export function pythonEnv() {
  const own = Object.entries(process.env).filter(([name]) => !FOREIGN.test(name) && !PIP.includes(name));
  return { ...Object.fromEntries(own), PYTHONNOUSERSITE: "1" };
}

/**
 * The same for pip, which unpacks in the project: a system's folder for temporary files may be too small for TensorFlow.
 * @param {string} root
 * @returns {NodeJS.ProcessEnv}
 */
export function pipEnv(root) {
  const folder = path.join(root, ".cache", "setup", "tmp");
  mkdirSync(folder, { recursive: true });
  return { ...pythonEnv(), TMPDIR: folder };
}
