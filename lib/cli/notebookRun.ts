import { spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync } from "node:fs";
import path from "node:path";
import { createInterface } from "node:readline";
import { projectFolder } from "../signal/projectFolder.js";
import { pythonEnv } from "../signal/pythonEnv.js";

/** A code cell that has been run. */
export interface NotebookCell {
  /** Its number among the code cells, from 1. */
  cell: number;
  /** How many code cells there are. */
  of: number;
  /** The heading above it, or its first line. */
  title: string;
}

export interface NotebookRunOptions {
  /** The file for the notebook with its outputs; written also when a cell fails. */
  output: string;
  /** Further environment variables for the kernel. */
  env?: Record<string, string>;
  /** Called after each code cell. */
  onCell?: (cell: NotebookCell) => void;
  /** Stops the run and its kernel. */
  signal?: AbortSignal;
}

/**
 * Runs a notebook from its first cell to its last, in the project's own Jupyter and kernel. The kernel works in the
 * notebook's folder.
 *
 * @throws Error whose message is one line with the notebook, the cell's number among the code cells and what went wrong;
 * its `stack` holds all that the cell wrote to stderr. When stopped, it throws the signal's reason.
 */
export async function notebookRun(
  notebook: string,
  { output, env = {}, onCell, signal }: NotebookRunOptions,
): Promise<void> {
  signal?.throwIfAborted();
  const root = projectFolder();
  if (root === undefined) throw new Error("notebooks are run from the project's folder, which was not found");
  const python = path.join(root, ".venv", "bin", "python");
  if (!existsSync(python)) {
    throw new Error(`${path.basename(notebook)}: Jupyter is not set up; run \`npm run setup\` in ${root}`);
  }
  const runner = path.join(root, "tools", "runNotebook.py");
  const child = spawn(python, [runner, notebook, output, "--json", "--stop-with-stdin"], {
    // The kernel is started as `node`: that must be this one, not whichever comes first on the PATH.
    env: {
      ...(await pythonEnv(root)),
      // What is relative was meant from here; the kernel works in the notebook's folder.
      PWD: process.cwd(),
      ...env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}`,
    },
    stdio: ["pipe", "pipe", "pipe"],
    // Ctrl-C reaches it through `signal` alone, so that it is not told twice.
    detached: true,
  });
  const stop = (): void => void child.kill("SIGTERM");
  signal?.addEventListener("abort", stop, { once: true });
  let failure: { error: string; detail: string } | undefined;
  let words = "";
  child.stderr.setEncoding("utf8").on("data", (text: string) => (words += text));
  createInterface({ input: child.stdout }).on("line", (line) => {
    const message = JSON.parse(line) as NotebookCell | { error: string; detail: string };
    if ("error" in message) failure = message;
    else onCell?.(message);
  });
  try {
    const [code] = (await once(child, "close")) as [number | null];
    signal?.throwIfAborted();
    if (code === 0) return;
    const lines = words.trim().split("\n");
    throw notebookError(
      failure ?? {
        error: `${path.basename(notebook)}: ${lines.at(-1) || `ended with ${code}`}`,
        detail: words,
      },
    );
  } finally {
    signal?.removeEventListener("abort", stop);
  }
}

function notebookError({ error, detail }: { error: string; detail: string }): Error {
  const thrown = new Error(error);
  thrown.stack = `${error}\n${detail}`;
  return thrown;
}
