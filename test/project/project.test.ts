import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";
import * as library from "../../lib/index.js";
import { folderFault } from "../folderFault.js";

const root = fileURLToPath(new URL("../..", import.meta.url));
const at = (...parts: string[]): string => path.join(root, ...parts);
const readme = readFileSync(at("README.md"), "utf8");

test("a folder that Vite cannot load from is named before the tests", () => {
  expect(folderFault("/home/o'neill/Größe 1/mrs")).toBeUndefined();
  for (const folder of ["/home/a#b/mrs", "/home/100%/mrs", "/home/a%20b/mrs"]) {
    expect(folderFault(folder)).toMatch(/^tests: .* holds "[#%]"/);
  }
});

test("public names", () => {
  expect(Object.keys(library).sort()).toMatchSnapshot();
});

test("one copy of tfjs-core in the tree", () => {
  const found = execFileSync(process.execPath, [
    "-e",
    "const r=require('module').createRequire(process.argv[1]);" +
      "const seen=new Set(['@tensorflow/tfjs','@tensorflow/tfjs-node-gpu','danfojs-node'].map(n=>{" +
      "const q=require('module').createRequire(r.resolve(n+'/package.json'));return q.resolve('@tensorflow/tfjs-core/package.json')}));" +
      "console.log(seen.size)",
    at("lib/index.js"),
  ]);
  expect(String(found).trim()).toBe("1");
});

describe("notebooks", () => {
  const notebooks = readdirSync(at("notebooks")).filter((name) => name.endsWith(".ipynb"));

  test.each(notebooks)("%s is stored clean and names the project's kernel", (name) => {
    const text = readFileSync(at("notebooks", name), "utf8");
    const notebook = JSON.parse(text) as {
      cells: { cell_type: string; outputs?: unknown[]; execution_count?: number | null }[];
      metadata: { kernelspec: { name: string } };
    };
    expect(notebook.metadata.kernelspec.name).toBe("mrs-synth");
    for (const cell of notebook.cells.filter(({ cell_type }) => cell_type === "code")) {
      expect(cell.outputs).toEqual([]);
      expect(cell.execution_count).toBeNull();
    }
    expect(text).not.toMatch(/"\/(home|root|Users|tmp)\//);
  });
});

describe("README", () => {
  test("its numbers are those of the files in bench/results", () => {
    const { status, stderr } = spawnSync(process.execPath, [at("bench/readme.mjs"), "--check"], {
      encoding: "utf8",
    });
    expect(stderr).toBe("");
    expect(status).toBe(0);
  });

  test("its links and its picture are there", () => {
    for (const [, target] of readme.matchAll(/\]\((?!https?:|#)([^)]+)\)/g))
      expect(existsSync(at(target)), target).toBe(true);
  });

  test("its code runs as written, from the package's name", () => {
    const [, code] = /```ts\n([\s\S]*?)```/.exec(readme)!;
    const folder = mkdtempSync(at(".cache-readme-"));
    try {
      // Only what TypeScript adds is missing from it to be JavaScript: nothing.
      writeFileSync(
        path.join(folder, "example.mjs"),
        `${code}\nconsole.log(off.shape, difference.history.at(-1));`,
      );
      const out = execFileSync(process.execPath, [path.join(folder, "example.mjs")], { encoding: "utf8" });
      expect(out).toContain("NAA");
      expect(out).toContain("difference: ON - OFF");
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  test("every verb that it names is one of the command line's", () => {
    const help = execFileSync(process.execPath, [at("lib/bin/mrs-synth.mjs"), "--help"], {
      encoding: "utf8",
    });
    for (const [, verb] of readme.matchAll(/npx mrs-synth (\w+)/g)) expect(help).toContain(`  ${verb} `);
  });

  test("every npm script that it names exists", () => {
    const { scripts } = JSON.parse(readFileSync(at("package.json"), "utf8")) as {
      scripts: Record<string, string>;
    };
    for (const [, script] of readme.matchAll(/npm run (\w+)/g)) expect(scripts).toHaveProperty(script);
  });
});
