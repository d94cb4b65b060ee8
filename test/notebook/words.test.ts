import { mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { stripVTControlCharacters } from "node:util";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { errorOf, kernelTalk, text } from "./kernelTalk.js";
import type { Told } from "./kernelTalk.js";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const CELLS = {
  value: "const ppm: number[] = [1, 2];\n\nppm",
  define:
    "function half(spectrum: any) {\n  // A comment, which is left out of the JavaScript.\n\n  return spectrum.values.length / 2;\n}",
  awaited:
    "interface Left { out: number }\n\nawait new Promise((resolve) => setTimeout(resolve, 1));\nhalf({});",
  thrown: "throw 'no such scan';",
  forgotten:
    "import { readFile } from 'node:fs/promises';\nvoid readFile('no-such-file');\nawait new Promise((resolve) => setTimeout(resolve, 200));",
  timer: "setTimeout(() => half({}), 1);\nawait new Promise((resolve) => setTimeout(resolve, 200));",
  cell: "%%bash\nls",
  line: "%time 1 + 1",
  shell: "!ls",
  ask: "const name = input('name');",
  lines: "for (let k = 0; k < 20000; k++) console.log(`line ${k}`);",
  mixed: "console.log('a'); console.error('b'); console.log('c');\nsetTimeout(() => console.log('late'), 1);",
  end: "await new Promise((resolve) => setTimeout(resolve, 200));\n1 + 1;",
};

let folder: string;
let told: Record<keyof typeof CELLS, Told>;
beforeAll(async () => {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  folder = await mkdtemp(path.join(root, ".cache", "kernel-test-"));
  const names = Object.keys(CELLS) as (keyof typeof CELLS)[];
  const all = await kernelTalk(
    names.map((name) => ({ code: CELLS[name] })),
    folder,
  );
  told = Object.fromEntries(names.map((name, k) => [name, all[k]])) as typeof told;
}, 120_000);
afterAll(() => rm(folder, { recursive: true, force: true }));

const traceback = ({ outputs }: Told): string[] =>
  outputs.flatMap((output) => output.traceback ?? []).map(stripVTControlCharacters);

test("the last expression's value is the cell's result", () => {
  expect(told.value.outputs).toMatchObject([{ kind: "execute_result", data: { "text/plain": "[ 1, 2 ]" } }]);
});

test("an error shows the cells' own lines, and nothing of the kernel's inside", () => {
  const inside = /node:|tslab|tools\/kernel|evalmachine|kernelServer|__awaiter/;
  expect(traceback(told.awaited)).toEqual([
    "TypeError: Cannot read properties of undefined (reading 'length')",
    "    at line 4 of cell [2]",
    "        return spectrum.values.length / 2;",
    "    at line 4 of cell [3]",
    "        half({});",
  ]);
  expect(traceback(told.thrown)).toEqual(["Thrown: no such scan"]);
  // Neither of these is awaited, so the cell itself ends well.
  expect(told.forgotten.status).toBe("ok");
  expect(text(told.forgotten)).toMatch(
    /^A promise failed that nothing waited for \(is an `await` missing\?\): Error: ENOENT/,
  );
  expect(text(told.forgotten)).not.toMatch(inside);
  expect(text(told.timer)).toMatch(/^Thrown outside .*reading 'length'\)\n {4}at line 4 of cell \[2\]\n/);
  expect(text(told.timer)).not.toMatch(inside);
});

test("what is Python's gets one line with what this kernel has instead", () => {
  expect(errorOf(told.cell)).toMatch(/^NotTypeScript: .*`%%`.*here a cell is TypeScript/);
  expect(errorOf(told.line)).toMatch(/^NotTypeScript: .*console\.time/);
  expect(errorOf(told.shell)).toMatch(/^NotTypeScript: .*execSync/);
  expect(errorOf(told.ask)).toMatch(/^NotTypeScript: .*cannot ask/);
  for (const one of [told.cell, told.line, told.shell, told.ask]) expect(traceback(one)).toHaveLength(1);
});

test("all lines arrive, in order and in few messages, those of each stream in their place", () => {
  expect(text(told.lines)).toBe(Array.from({ length: 20_000 }, (_, k) => `line ${k}\n`).join(""));
  expect(told.lines.outputs.length).toBeLessThan(200);
  const streams = told.mixed.outputs.map((output) => `${output.name} ${output.text}`);
  expect(streams.slice(0, 3)).toEqual(["stdout a\n", "stderr b\n", "stdout c\n"]);
  // A late line belongs to the cell that printed it.
  expect(text(told.end)).toBe("");
});
