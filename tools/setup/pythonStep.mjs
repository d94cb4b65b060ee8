import { existsSync, writeFileSync } from "node:fs";
import path from "node:path";
import { filesHash } from "./filesHash.mjs";
import { pipEnv } from "./pythonEnv.mjs";
import { pythonFind } from "./pythonFind.mjs";
import { stamp } from "./stamp.mjs";

/**
 * `.venv` with the Python packages of requirements.txt, for the notebooks. Always made anew, so that nothing of an older or
 * half-made one stays.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function pythonStep(root) {
  const mark = stamp(path.join(root, ".venv", "setup", "python"));
  const python = path.join(root, ".venv", "bin", "python");
  const key = filesHash(root, ["requirements.txt"]);
  return {
    id: "python",
    title: "Python environment with JupyterLab (.venv)",
    needs: ["python"],
    gigabytes: 1,
    // The link breaks when the system's Python is removed or replaced by another version.
    isDone: () => mark.read() === key && existsSync(python),
    begin: mark.remove,
    async make({ run }) {
      const env = pipEnv(root);
      await run(pythonFind().python, ["-m", "venv", "--clear", ".venv"], { cwd: root, env });
      // JupyterLab brings scripts for Node which it would otherwise take for ES modules, as the project's own are.
      writeFileSync(path.join(root, ".venv", "package.json"), '{ "private": true, "type": "commonjs" }\n');
      // All that is needed is in the list, so nothing is resolved.
      const install = [
        "-m",
        "pip",
        "install",
        "--quiet",
        "--disable-pip-version-check",
        "--no-input",
        "--no-deps",
      ];
      await run(python, [...install, "-r", "requirements.txt"], { cwd: root, env });
    },
    end: () => mark.write(key),
  };
}
