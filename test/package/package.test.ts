import { execFileSync, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { checkPackage, createPackageFromTarballData } from "@arethetypeswrong/core";
import { publint } from "publint";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");
const readme = readFileSync(path.join(root, "README.md"), "utf8");
/** The library example of the README. */
const [, example] = /```ts\n([\s\S]*?)```/.exec(readme)!;
const CODE = `${example}\nconsole.log(off.shape, difference.history.at(-1));\n`;
const REQUIRED = CODE.replace(/import (\{[^}]*\}) from "mrs-synth";/, 'const $1 = require("mrs-synth");');

let folder: string;
let tarball: string;
let installed: string;
beforeAll(() => {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  // Inside the checkout, so that the package finds what it depends on in the checkout's node_modules, and itself in its own.
  folder = mkdtempSync(path.join(root, ".cache", "package-test-"));
  const packed = execFileSync("npm", ["pack", "./lib", "--json", "--pack-destination", folder], {
    cwd: root,
    encoding: "utf8",
    stdio: ["ignore", "pipe", "ignore"],
  });
  const [{ filename }] = JSON.parse(packed) as { filename: string }[];
  tarball = path.join(folder, filename);
  installed = path.join(folder, "node_modules", "mrs-synth");
  mkdirSync(installed, { recursive: true });
  execFileSync("tar", ["-xzf", tarball, "--strip-components=1", "-C", installed]);
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

function write(name: string, text: string): string {
  const file = path.join(folder, name);
  writeFileSync(file, text);
  return file;
}

describe("the package, packed and unpacked elsewhere", () => {
  test("holds the declarations of data/, a licence and a readme, and nothing of the build's own", () => {
    expect(readdirSync(installed).sort()).toEqual([
      "LICENSE",
      "README.md",
      "bin",
      "cjs",
      "dist",
      "package.json",
    ]);
    expect(readdirSync(path.join(installed, "dist", "data")).sort()).toEqual(
      readdirSync(path.join(root, "data")).sort(),
    );
    expect(readFileSync(path.join(installed, "LICENSE"), "utf8")).toBe(
      readFileSync(path.join(root, "LICENSE"), "utf8"),
    );
    expect(readdirSync(path.join(installed, "dist"))).not.toContain(".tsbuildinfo");
    const texts = readdirSync(path.join(installed, "dist"), { recursive: true, encoding: "utf8" });
    expect(texts.filter((name) => /\.(js|json)$/.test(name)).length).toBeGreaterThan(100);
  });

  test.each([
    ["ESM", "example.mjs", CODE],
    ["CommonJS", "example.cjs", REQUIRED],
  ])("the README's example runs as %s", (_, name, code) => {
    const out = execFileSync(process.execPath, [write(name, code)], { encoding: "utf8" });
    expect(out).toContain("NAA");
    expect(out).toContain("difference: ON - OFF");
  });

  test("without the native binding it computes in plain JavaScript and warns once", () => {
    const stub = path.join(folder, "node_modules", "@tensorflow", "tfjs-node-gpu");
    mkdirSync(stub, { recursive: true });
    writeFileSync(
      path.join(stub, "package.json"),
      '{ "name": "@tensorflow/tfjs-node-gpu", "main": "none.js" }',
    );
    const code =
      'import { engineStart } from "mrs-synth"; engineStart(); console.log(engineStart().backend);';
    const done = spawnSync(process.execPath, [write("engine.mjs", code)], { encoding: "utf8" });
    rmSync(stub, { recursive: true });
    expect(done.stdout).toBe("plain\n");
    expect(done.stderr.match(/computing in plain JavaScript/g)).toHaveLength(1);
  });

  test("its command line answers", () => {
    const main = path.join(installed, "bin", "mrs-synth.mjs");
    expect(execFileSync(process.execPath, [main, "--help"], { encoding: "utf8" })).toContain("inspect");
  });

  test.each([
    ["node10", "commonjs", "node10", "use.ts"],
    ["node16, import", "node16", "node16", "use.mts"],
    ["node16, require", "node16", "node16", "use.cts"],
    ["bundler", "esnext", "bundler", "use.ts"],
  ])("its types resolve: %s", (_, module, moduleResolution, name) => {
    const use = write(
      name,
      'import { stackEdit, type FidStack } from "mrs-synth";\n' +
        "declare const stack: FidStack;\n" +
        "export const shape: readonly [number, number] = stackEdit(stack).off.shape;\n" +
        "// @ts-expect-error: a number is no scan\nstackEdit(1);\n",
    );
    const tsc = path.join(root, "node_modules", "typescript", "bin", "tsc");
    const words = ["--noEmit", "--strict", "--skipLibCheck", "--target", "es2022", "--types", "node"];
    const { stdout } = spawnSync(
      process.execPath,
      [tsc, ...words, "--module", module, "--moduleResolution", moduleResolution, use],
      { encoding: "utf8", cwd: folder },
    );
    expect(stdout).toBe("");
  });

  test("publint and are-the-types-wrong find nothing", async () => {
    const { messages } = await publint({ pkgDir: installed, strict: true });
    expect(messages).toEqual([]);
    const result = await checkPackage(createPackageFromTarballData(readFileSync(tarball)));
    expect("problems" in result && result.problems).toEqual([]);
  });
});
