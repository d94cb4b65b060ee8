import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

/** The program as the package's `bin` names it. */
export const PROGRAM = fileURLToPath(new URL("../../lib/bin/mrs-synth.mjs", import.meta.url));

export interface Ran {
  code: number | null;
  out: string;
  /** Without what TensorFlow's library says of itself when it is loaded. */
  err: string;
}

/** `mrs-synth` run to its end in a folder. */
export function programIn(folder: string, env: Record<string, string> = {}): (...words: string[]) => Ran {
  return (...words) => {
    const { status, stdout, stderr } = spawnSync(process.execPath, [PROGRAM, ...words], {
      cwd: folder,
      encoding: "utf8",
      env: { ...process.env, ...env },
    });
    const own = (line: string): boolean => !/^(WARNING: All log messages|[IWE]\d{4} )/.test(line);
    return { code: status, out: stdout, err: stderr.split("\n").filter(own).join("\n") };
  };
}
