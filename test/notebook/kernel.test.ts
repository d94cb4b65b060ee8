import { realpathSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { notebookRun } from "../../lib/cli/notebookRun.js";
import type { NotebookCell } from "../../lib/cli/notebookRun.js";

interface Output {
  output_type: string;
  name?: string;
  text?: string | string[];
  ename?: string;
  evalue?: string;
  traceback?: string[];
}

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "notebook-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

/** A notebook of these cells; one that begins with `# ` is a heading. */
async function notebookOf(name: string, ...cells: string[]): Promise<{ notebook: string; output: string }> {
  const notebook = path.join(folder, `${name}.ipynb`);
  const content = {
    nbformat: 4,
    nbformat_minor: 5,
    metadata: {
      kernelspec: { name: "mrs-synth", display_name: "TypeScript (mrs-synth)", language: "typescript" },
    },
    cells: cells.map((source, index) =>
      source.startsWith("# ")
        ? { id: `cell-${index}`, cell_type: "markdown", metadata: {}, source }
        : {
            id: `cell-${index}`,
            cell_type: "code",
            metadata: {},
            source,
            outputs: [],
            execution_count: null,
          },
    ),
  };
  await writeFile(notebook, JSON.stringify(content));
  return { notebook, output: path.join(folder, "out", `${name}.ipynb`) };
}

/** What the code cells of a notebook wrote to one stream. */
async function written(file: string, stream: "stdout" | "stderr"): Promise<string> {
  const { cells } = JSON.parse(await readFile(file, "utf8")) as { cells: { outputs?: Output[] }[] };
  return cells
    .flatMap((cell) => cell.outputs ?? [])
    .filter((output) => output.output_type === "stream" && output.name === stream)
    .map((output) => [output.text ?? ""].flat().join(""))
    .join("");
}

/** The error that ended a notebook. */
async function errorOf(name: string): Promise<Output> {
  const { cells } = JSON.parse(await readFile(path.join(folder, "out", `${name}.ipynb`), "utf8")) as {
    cells: { outputs?: Output[] }[];
  };
  return cells.flatMap((cell) => cell.outputs ?? []).find(({ output_type }) => output_type === "error")!;
}

async function failureOf(cells: string[], name: string): Promise<Error> {
  const { notebook, output } = await notebookOf(name, ...cells);
  return notebookRun(notebook, { output }).then(
    () => {
      throw new Error("the notebook ran to its end");
    },
    (error: unknown) => error as Error,
  );
}

// A kernel that loses output leaves the runner waiting until the test's time is up.
describe("a notebook in the project's kernel", { timeout: 40_000 }, () => {
  test("all of 2,000 lines that one cell prints arrive", async () => {
    const { notebook, output } = await notebookOf(
      "lines",
      "# Printing",
      "for (let i = 0; i < 2000; i++) console.log(`line ${i}`);",
      "// Where it works\nconsole.log(process.cwd(), process.env.NOTEBOOK_TEST, process.version, process.env.MRS_COHORT);",
    );
    const cells: NotebookCell[] = [];
    process.env.PYTHONHOME = "/nowhere"; // as another Python's environment leaves it
    await notebookRun(notebook, {
      output,
      env: { NOTEBOOK_TEST: "seen", MRS_COHORT: "scans" },
      onCell: (cell) => cells.push(cell),
    }).finally(() => delete process.env.PYTHONHOME);

    const lines = (await written(output, "stdout")).trimEnd().split("\n");
    // Plain tslab, with its own server, kept 508 of them and never said that the cell had ended.
    expect(lines.slice(0, 2000)).toEqual(Array.from({ length: 2000 }, (_, i) => `line ${i}`));
    // The notebook's folder, our variable, and the Node that runs this test, not another on the PATH.
    // A relative folder was meant from where the command was given.
    const scans = path.resolve(process.env.INIT_CWD ?? process.cwd(), "scans");
    expect(lines.slice(2000)).toEqual([`${realpathSync(folder)} seen ${process.version} ${scans}`]);
    expect(cells).toEqual([
      { cell: 1, of: 2, title: "Printing" },
      { cell: 2, of: 2, title: "Where it works" },
    ]);
  });

  test("a cell that throws fails the run, with notebook, cell and error in one line", async () => {
    const error = await failureOf(
      [
        "console.log('before');",
        "# The fit",
        "console.error('a note');\nconst spectrum: any = {};\nspectrum.phase();",
        "console.log('after');",
      ],
      "throws",
    );
    expect(error.message).toBe(
      "throws.ipynb, code cell 2 (The fit): TypeError: spectrum.phase is not a function",
    );
    // The rest is for --debug, which shows the stack.
    expect(error.stack).toContain("a note\n");
    // What there is can be looked at, and nothing was run after it.
    const output = path.join(folder, "out", "throws.ipynb");
    expect(await written(output, "stdout")).toBe("before\n");
    // An error in Jupyter's sense, not text on stderr.
    expect(await written(output, "stderr")).toBe("a note\n");
    expect(await errorOf("throws")).toMatchObject({
      ename: "TypeError",
      evalue: "spectrum.phase is not a function",
    });
  });

  test("a type error is told as the checker tells it, before anything of the cell has run", async () => {
    const error = await failureOf(["console.log('ran');\nconst points: number = 'many';"], "types");
    expect(error.message).toBe(
      "types.ipynb, code cell 1: 2:7 - Type 'string' is not assignable to type 'number'.",
    );
    expect(await written(path.join(folder, "out", "types.ipynb"), "stdout")).toBe("");
    const { ename, traceback } = await errorOf("types");
    expect(ename).toBe("TypeScript");
    expect(traceback!.slice(1)).toEqual([
      "2:7 - Type 'string' is not assignable to type 'number'.",
      "    const points: number = 'many';",
      "          ^",
    ]);
  });

  test("a kernel that dies is told as such", async () => {
    const error = await failureOf(["process.exit(3);"], "dies");
    expect(error.message).toMatch(/^dies\.ipynb, code cell 1: the kernel died/);
  });

  test("a file that is no notebook is told as such", async () => {
    const notebook = path.join(folder, "words.ipynb");
    await writeFile(notebook, "words");
    await expect(notebookRun(notebook, { output: path.join(folder, "x.ipynb") })).rejects.toThrow(
      /words\.ipynb: is not a notebook/,
    );
  });

  test("an abort stops the runner and its kernel", async () => {
    const { notebook, output } = await notebookOf(
      "endless",
      "console.log(process.pid);",
      "for (;;) await new Promise((resolve) => setTimeout(resolve, 50));",
    );
    const abort = new AbortController();
    const run = notebookRun(notebook, {
      output,
      signal: abort.signal,
      onCell: () => abort.abort(new Error("enough")),
    });
    await expect(run).rejects.toThrow("enough");
    const kernel = Number(await written(output, "stdout"));
    expect(kernel).toBeGreaterThan(0);
    expect(() => process.kill(kernel, 0)).toThrow(/ESRCH/);
  });
});
