import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The Python that the peers run in, an environment of its own: made, and given its packages, when it lacks them.
 *
 * @param module - what must be importable.
 * @param packages - what brings it, pinned.
 */
export function peerPython(module, packages) {
  const venv = fileURLToPath(new URL("../.venv-bench", import.meta.url));
  const python = path.join(venv, "bin", "python");
  if (!existsSync(python)) {
    console.log("making .venv-bench");
    execFileSync("python3", ["-m", "venv", venv], { stdio: "inherit" });
  }
  try {
    execFileSync(python, ["-c", `import ${module}`], { stdio: "ignore" });
  } catch {
    console.log(`installing ${packages.join(", ")}`);
    const pip = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", ...packages];
    execFileSync(python, pip, { stdio: "inherit" });
  }
  return python;
}
