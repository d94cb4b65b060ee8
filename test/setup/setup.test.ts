import { spawn, spawnSync } from "node:child_process";
import { once } from "node:events";
import {
  chmodSync,
  existsSync,
  mkdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

function setup(
  folder: string,
  env: Record<string, string> = {},
  ...args: string[]
): { status: number | null; words: string } {
  const { status, stderr } = spawnSync(process.execPath, [path.join(folder, "tools", "setup.mjs"), ...args], {
    env: { ...process.env, ...env },
    encoding: "utf8",
  });
  return { status, words: stderr };
}

const complete = setup(root, {}, "--check").status === 0;

describe.skipIf(!complete)("where all is done", () => {
  // One with the same files: hard links, so that it takes a second and no space. Only what is written in place is copied.
  let folder: string;
  beforeAll(async () => {
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = await mkdtemp(path.join(root, ".cache", "setup-test-"));
    const linked = [
      "node_modules",
      ".venv",
      "requirements.txt",
      "package.json",
      "package-lock.json",
      "tsconfig.json",
    ];
    for (const name of linked) spawnSync("cp", ["-al", path.join(root, name), folder]);
    for (const name of ["tools", "lib", "data"]) spawnSync("cp", ["-a", path.join(root, name), folder]);
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  test("a second run says and does nothing, in less than 3 s", () => {
    const before = statSync(path.join(root, "lib", "dist", ".setup")).mtimeMs;
    const start = performance.now();
    expect(setup(root)).toEqual({ status: 0, words: "" });
    // A second run must not be felt; measured: 0.1 s.
    expect(performance.now() - start).toBeLessThan(3000);
    expect(statSync(path.join(root, "lib", "dist", ".setup")).mtimeMs).toBe(before);
  });

  test("the whole may be moved: a copy elsewhere counts as done", () => {
    expect(setup(folder)).toEqual({ status: 0, words: "" });
  });

  test("what was taken away or cut off is made again, and nothing else", () => {
    const kernel = path.join(folder, ".venv", "share", "jupyter", "kernels", "mrs-synth", "kernel.json");
    const built = path.join(folder, "lib", "dist", "index.js");
    const before = readFileSync(built, "utf8");
    rmSync(kernel);
    rmSync(built);
    writeFileSync(path.join(folder, "lib", "dist", ".setup"), "half a ma"); // as a full disk leaves it
    rmSync(path.join(folder, "lib", "dist", ".tsbuildinfo"));
    const { status, words } = setup(folder);
    expect(words).toMatch(
      /^set-up 1\/2: TypeScript kernel .* s\nset-up 2\/2: the library .* s\nset-up: done in .* s\n$/,
    );
    expect(status).toBe(0);
    expect(readFileSync(kernel, "utf8")).toBe(
      readFileSync(path.join(root, "tools", "kernel", "kernel.json"), "utf8"),
    );
    expect(readFileSync(built, "utf8")).toBe(before);
  });

  const native = process.env.MRS_ENGINE !== "plain";
  test.skipIf(!native)("the binding is compiled again when it is gone", () => {
    const binding = path.join(
      folder,
      "node_modules",
      "@tensorflow",
      "tfjs-node-gpu",
      "lib",
      "napi-v8",
      "tfjs_binding.node",
    );
    rmSync(binding);
    const { status, words } = setup(folder);
    expect(words).toMatch(/^set-up 1\/1: binding to TensorFlow .* s\n$/);
    expect(status).toBe(0);
    const load = `const m = { exports: {} }; process.dlopen(m, ${JSON.stringify(binding)}); console.log(m.exports.TF_Version)`;
    expect(spawnSync(process.execPath, ["-e", load], { encoding: "utf8" }).stdout).toBe("2.21.0\n");
  });

  test("a source that is no more leaves nothing built behind", () => {
    const source = path.join(folder, "lib", "signal", "gone.ts");
    const built = path.join(folder, "lib", "dist", "signal", "gone.js");
    writeFileSync(source, "export const gone = 1;\n");
    expect(setup(folder).status).toBe(0);
    expect(existsSync(built)).toBe(true);
    rmSync(source);
    expect(setup(folder).status).toBe(0);
    expect(existsSync(built)).toBe(false);
  }, 180_000);

  test("a step that fails says which, and what its program said last", () => {
    const source = path.join(folder, "lib", "signal", "wrong.ts");
    writeFileSync(source, "export const wrong: number = 'one';\n");
    const { status, words } = setup(folder);
    rmSync(source);
    expect(status).toBe(1);
    expect(words).toContain("failed (exit code");
    expect(words).toContain("Type 'string' is not assignable to type 'number'");
    expect(setup(folder, {}, "--check").status).toBe(1); // not taken for done
  });
});

test("another Python's variables do not reach ours, and pip unpacks in the project", async () => {
  const { pythonEnv, pipEnv } = (await import(path.join(root, "tools", "setup", "pythonEnv.mjs"))) as {
    pythonEnv: () => NodeJS.ProcessEnv;
    pipEnv: (root: string) => NodeJS.ProcessEnv;
  };
  const foreign = {
    PYTHONPATH: "x",
    PYTHONHOME: "x",
    CONDA_PREFIX: "x",
    VIRTUAL_ENV: "x",
    JUPYTER_PATH: "x",
  };
  Object.assign(process.env, foreign, { PIP_TARGET: "x", TMPDIR: "/small" });
  try {
    const names = Object.keys(pythonEnv());
    expect(names).toContain("PATH");
    for (const name of [...Object.keys(foreign), "PIP_TARGET"]) expect(names).not.toContain(name);
    expect(pipEnv(root).TMPDIR).toBe(path.join(root, ".cache", "setup", "tmp"));
    expect(existsSync(pipEnv(root).TMPDIR!)).toBe(true);
  } finally {
    for (const name of [...Object.keys(foreign), "PIP_TARGET", "TMPDIR"]) delete process.env[name];
  }
});

test("disk space is asked for what is missing only", async () => {
  const { spaceMissing } = (await import(path.join(root, "tools", "setup", "prerequisites.mjs"))) as {
    spaceMissing: (root: string, steps: object[], free: number) => string[] | undefined;
  };
  const [python, library] = [{ title: "Python", gigabytes: 0.5 }, { title: "library" }];
  expect(spaceMissing(root, [library], 0.1)).toBeUndefined();
  expect(spaceMissing(root, [python, library], 0.6)).toBeUndefined();
  expect(spaceMissing(root, [python, library], 0.1)).toEqual([
    expect.stringMatching(/^0\.5 GB .* needed in .* for Python; 0\.1 GB are there/),
  ]);
});

describe("on a fresh clone", () => {
  let folder: string;
  beforeAll(async () => {
    mkdirSync(path.join(root, ".cache"), { recursive: true });
    folder = await mkdtemp(path.join(root, ".cache", "setup-test-"));
    const files = ["tools", "requirements.txt", "package.json", "package-lock.json", "tsconfig.json"];
    for (const name of files) spawnSync("cp", ["-a", path.join(root, name), folder]);
    mkdirSync(path.join(folder, "lib"));
    for (const name of ["package.json", "tsconfig.json"]) {
      spawnSync("cp", ["-a", path.join(root, "lib", name), path.join(folder, "lib")]);
    }
  });
  afterAll(() => rm(folder, { recursive: true, force: true }));

  /** A PATH with these programs and no others; a text is a shell script. */
  function pathWith(name: string, programs: Record<string, string>): { PATH: string; PYTHON: string } {
    const bin = path.join(folder, name);
    mkdirSync(bin);
    symlinkSync("/bin/sh", path.join(bin, "sh"));
    for (const [program, script] of Object.entries(programs)) {
      writeFileSync(path.join(bin, program), `#!/bin/sh\n${script}\n`);
      chmodSync(path.join(bin, program), 0o755);
    }
    return { PATH: bin, PYTHON: "" };
  }

  test("each missing prerequisite gets one line: what, why, how to get it", () => {
    const { status, words } = setup(folder, pathWith("empty", {}));
    expect(status).toBe(1);
    const lines = words.trimEnd().split("\n");
    expect(lines).toHaveLength(2);
    expect(lines[0]).toMatch(/npm is missing; it installs .*`apt install npm`/);
    expect(lines[1]).toMatch(
      /Python 3\.10 or newer is missing \(none was found\); JupyterLab .*`apt install python3/,
    );
  });

  test("a Python that is too old, or has no venv, is named", () => {
    // The probe prints the version and whether venv is there.
    const old = setup(folder, pathWith("old", { npm: "", python3: "echo 3 8 10 1" })).words;
    expect(old).toMatch(
      /^set-up: Python 3\.10 or newer is missing \(this one is too old: python3 3\.8\.10\).*\n$/,
    );
    const bare = setup(folder, pathWith("bare", { npm: "", python3: "echo 3 11 2 0" })).words;
    expect(bare).toMatch(
      /^set-up: Python's venv is missing in python3 3\.11\.2.*`apt install python3-venv`.*\n$/,
    );
  });

  test("a killed set-up leaves no program running and no lock that stays", async () => {
    const ready = path.join(folder, "npm-runs");
    const npm = `echo $$ > ${ready}\nwhile :; do read -t 1 line < /dev/zero; done`;
    const env = pathWith("slow", { npm, python3: "echo 3 11 2 1" });
    const start = (): ReturnType<typeof spawn> =>
      spawn(process.execPath, [path.join(folder, "tools", "setup.mjs")], {
        env: { ...process.env, ...env },
        stdio: "ignore",
      });
    const npmPid = async (): Promise<number> => {
      while (!existsSync(ready) || readFileSync(ready, "utf8") === "") await sleep(20);
      const pid = Number(readFileSync(ready, "utf8"));
      rmSync(ready);
      return pid;
    };
    const first = start();
    const firstNpm = await npmPid();
    first.kill("SIGKILL");
    await once(first, "exit");
    const second = start();
    const secondNpm = await npmPid(); // It got past the lock, hence waited for the first one's npm to be gone.
    expect(secondNpm).not.toBe(firstNpm);
    expect(isRunning(firstNpm)).toBe(false);

    const third = start(); // waits for the second
    await sleep(500);
    expect(existsSync(ready)).toBe(false);
    third.kill("SIGKILL");

    second.kill("SIGINT");
    expect((await once(second, "exit"))[0]).toBe(130);
    expect(existsSync(path.join(folder, ".cache", "setup", "lock"))).toBe(false);
    for (let wait = 0; isRunning(secondNpm) && wait < 50; wait++) await sleep(100);
    expect(isRunning(secondNpm)).toBe(false);
  });
});

function isRunning(pid: number): boolean {
  const { stdout } = spawnSync("ps", ["-o", "stat=", "-p", String(pid)], { encoding: "utf8" });
  return stdout.trim() !== "" && !stdout.trim().startsWith("Z");
}
