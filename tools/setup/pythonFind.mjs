import { spawnSync } from "node:child_process";
import { commandFind } from "./commandFind.mjs";
import { pythonEnv } from "./pythonEnv.mjs";

const probe = `
import sys
try:
    import venv, ensurepip
    complete = 1
except ImportError:
    complete = 0
print(*sys.version_info[:3], complete)
`;

/**
 * A Python from 3.10 that can make environments: `$PYTHON`, else `python3`, else the newest `python3.N`.
 * @returns {{ python?: string, tooOld?: string, incomplete?: string }} else what was found instead, in words
 */
export function pythonFind() {
  const versions = [14, 13, 12, 11, 10].map((minor) => `python3.${minor}`);
  const names = process.env.PYTHON ? [process.env.PYTHON] : ["python3", ...versions, "python"];
  const found = {};
  for (const name of names) {
    const python = commandFind(name);
    if (!python) continue;
    const { status, stdout } = spawnSync(python, ["-c", probe], { env: pythonEnv(), encoding: "utf8" });
    const [major, minor, patch, complete] = String(stdout).trim().split(" ").map(Number);
    const words = `${name} ${major}.${minor}.${patch}`;
    if (status !== 0 || !Number.isInteger(complete)) found.incomplete ??= `${name} (it does not start)`;
    else if (major < 3 || (major === 3 && minor < 10)) found.tooOld ??= words;
    else if (!complete) found.incomplete ??= words;
    else return { python };
  }
  return found;
}
