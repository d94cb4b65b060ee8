import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { programIn } from "../cli/program.js";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const python = path.join(root, ".venv", "bin", "python");
const CELLS = [
  'import { cohortConfig } from "mrs-synth";\nconst sites: number = cohortConfig("quick", 1).sites;\nsites > 0',
  "process.cwd()",
];

/** Outside of the project. */
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "foreign "));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const node = { PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}` };

function started(spec: string, cwd: string): { results: [string, string][]; beats: boolean; ended: number } {
  const script = path.join(root, "test", "notebook", "foreignStart.py");
  const input = JSON.stringify(CELLS);
  const env = { ...process.env, ...node };
  const { stdout, stderr } = spawnSync(python, [script, spec], { cwd, input, env, encoding: "utf8" });
  if (stdout === "") throw new Error(stderr);
  return JSON.parse(stdout) as ReturnType<typeof started>;
}

describe("the kernel outside of the project's own Jupyter", { timeout: 120_000 }, () => {
  test("starts as an editor starts it, from the specification and in another folder", () => {
    const spec = path.join(root, ".venv", "share", "jupyter", "kernels", "mrs-synth");
    const { results, beats, ended } = started(spec, folder);
    expect(results).toEqual([
      ["ok", "true"],
      ["ok", `'${folder}'`],
    ]);
    expect(beats).toBe(true);
    expect(ended).toBe(0);
  });

  test("`kernel install` gives it to another environment, by a name of its own", () => {
    const prefix = path.join(folder, "environment");
    mkdirSync(prefix);
    const ran = programIn(folder)("kernel", "install", "--prefix", "environment");
    expect(ran).toMatchObject({ code: 0, err: "" });
    const spec = path.join(prefix, "share", "jupyter", "kernels", "mrs-synth");
    expect(JSON.parse(readFileSync(path.join(spec, "kernel.json"), "utf8"))).toMatchObject({
      display_name: "TypeScript (mrs-synth)",
      language: "typescript",
    });
    expect(started(spec, folder).results[0]).toEqual(["ok", "true"]);
    const nowhere = programIn(folder)("kernel", "install", "--prefix", "nowhere");
    expect(nowhere.code).toBe(1);
    expect(nowhere.err).toContain(path.join(folder, "nowhere"));
  });

  test("papermill gives parameters, and the kernel checks their types", () => {
    const code = (source: string, tags: string[] = []): object => ({
      id: `cell-${source.length}`,
      cell_type: "code",
      metadata: { tags },
      source,
      outputs: [],
      execution_count: null,
    });
    const kernelspec = { name: "mrs-synth", display_name: "TypeScript (mrs-synth)", language: "typescript" };
    const cells = [
      code('let steps = 3;\nlet name = "none";', ["parameters"]),
      code("console.log(steps + 1, name);"),
    ];
    const notebook = path.join(folder, "given.ipynb");
    writeFileSync(
      notebook,
      JSON.stringify({ nbformat: 4, nbformat_minor: 5, metadata: { kernelspec }, cells }),
    );
    const run = (...words: string[]): ReturnType<typeof spawnSync> =>
      spawnSync(python, ["-m", "papermill", notebook, path.join(folder, "out.ipynb"), ...words], {
        cwd: folder,
        env: { ...process.env, ...node, JUPYTER_PREFER_ENV_PATH: "1" },
        encoding: "utf8",
      });
    const good = run("-p", "steps", "5", "-p", "name", 'a "b" ü');
    expect(good.status, String(good.stderr)).toBe(0);
    expect(existsSync(path.join(folder, "out.ipynb"))).toBe(true);
    const written = JSON.parse(readFileSync(path.join(folder, "out.ipynb"), "utf8")) as {
      cells: { outputs: { text?: string[] }[] }[];
    };
    expect(written.cells.at(-1)!.outputs[0].text).toEqual(['6 a "b" ü\n']);
    expect(written.cells[1].outputs).toEqual([]);
    const bad = run("-p", "steps", "abc");
    expect(bad.status).not.toBe(0);
    expect(String(bad.stderr)).toContain("Type 'string' is not assignable to type 'number'");
  });

  test("answers as Jupyter's own tests of its protocol ask", () => {
    const script = path.join(root, "test", "notebook", "protocol.py");
    const { stdout } = spawnSync(python, [script], {
      env: { ...process.env, ...node, JUPYTER_RUNTIME_DIR: folder },
      encoding: "utf8",
    });
    expect(stdout).toContain("\n12 run, 0 failed");
  });
});
