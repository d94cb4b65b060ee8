import { copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";

/**
 * The notebook kernel, JupyterLab's settings and papermill's parameters, as the environment's own. Jupyter itself puts the
 * folder of the kernel's specification for `{resource_dir}`, so that nothing in them names a place on this machine.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function kernelStep(root) {
  const venv = path.join(root, ".venv");
  const tools = path.join(root, "tools");
  const papermill = path.join(tools, "papermill");
  const files = () => [
    [
      path.join(tools, "kernel", "kernel.json"),
      path.join(venv, "share", "jupyter", "kernels", "mrs-synth", "kernel.json"),
    ],
    [
      path.join(tools, "labSettings.json"),
      path.join(venv, "share", "jupyter", "lab", "settings", "overrides.json"),
    ],
    ...filesUnder(papermill).map((name) => [path.join(papermill, name), path.join(sitePackages(venv), name)]),
  ];
  return {
    id: "kernel",
    title: "TypeScript kernel for the notebooks",
    undoneBy: ["python"],
    isDone: () => files().every(([from, to]) => readText(from) === readText(to)),
    begin: () => undefined,
    async make() {
      for (const [from, to] of files()) {
        mkdirSync(path.dirname(to), { recursive: true });
        copyFileSync(from, `${to}.part`);
        renameSync(`${to}.part`, to);
      }
    },
    end: () => undefined,
  };
}

/** Its name has the version of Python in it. */
function sitePackages(venv) {
  const lib = path.join(venv, "lib");
  const [python = "python3"] = existsSync(lib)
    ? readdirSync(lib).filter((name) => /^python3\.\d+$/.test(name))
    : [];
  return path.join(lib, python, "site-packages");
}

function filesUnder(folder) {
  const names = readdirSync(folder, { recursive: true, withFileTypes: true });
  return names
    .filter((entry) => entry.isFile() && !entry.name.endsWith(".pyc"))
    .map((entry) => path.relative(folder, path.join(entry.parentPath ?? entry.path, entry.name)));
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
