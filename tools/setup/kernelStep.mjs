import { copyFileSync, mkdirSync, readFileSync, renameSync } from "node:fs";
import path from "node:path";

/**
 * The notebook kernel and JupyterLab's settings, as the environment's own. Jupyter itself puts the environment's folder
 * for `{prefix}`, so that nothing in them names a place on this machine.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function kernelStep(root) {
  const share = path.join(root, ".venv", "share", "jupyter");
  const files = [
    [
      path.join(root, "tools", "kernel", "kernel.json"),
      path.join(share, "kernels", "mrs-synth", "kernel.json"),
    ],
    [path.join(root, "tools", "labSettings.json"), path.join(share, "lab", "settings", "overrides.json")],
  ];
  return {
    id: "kernel",
    title: "TypeScript kernel for the notebooks",
    undoneBy: ["python"],
    isDone: () => files.every(([from, to]) => readText(from) === readText(to)),
    begin: () => undefined,
    async make() {
      for (const [from, to] of files) {
        mkdirSync(path.dirname(to), { recursive: true });
        copyFileSync(from, `${to}.part`);
        renameSync(`${to}.part`, to);
      }
    },
    end: () => undefined,
  };
}

function readText(file) {
  try {
    return readFileSync(file, "utf8");
  } catch {
    return undefined;
  }
}
