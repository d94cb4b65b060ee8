import { execFile } from "node:child_process";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

/** What came of a cell. */
export interface Told {
  status: string;
  stopped: number | null;
  outputs: {
    kind: string;
    name?: string;
    text?: string;
    ename?: string;
    evalue?: string;
    traceback?: string[];
    data?: Record<string, string>;
  }[];
}

/** Runs cells as a person would, see kernelTalk.py; `folder` is where the kernel works and keeps its models. */
export function kernelTalk(
  steps: object[],
  folder: string,
  variables: Record<string, string> = {},
): Promise<Told[]> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}`,
      JUPYTER_RUNTIME_DIR: folder,
      MRS_CACHE: folder,
      ...variables,
    };
    const script = path.join(root, "test", "notebook", "kernelTalk.py");
    const python = path.join(root, ".venv", "bin", "python");
    const child = execFile(python, [script, folder], { env, maxBuffer: 2 ** 26 }, (error, out) =>
      error ? reject(error) : resolve(JSON.parse(out) as Told[]),
    );
    child.stdin!.end(JSON.stringify(steps));
  });
}

/** What it printed. */
export const text = ({ outputs }: Told): string => outputs.map((output) => output.text ?? "").join("");
/** Its error in one line. */
export const errorOf = ({ outputs }: Told): string => {
  const { ename, evalue } = outputs.find(({ kind }) => kind === "error") ?? {};
  return `${ename}: ${evalue}`;
};
