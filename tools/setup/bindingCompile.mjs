import { rmSync } from "node:fs";
import path from "node:path";
import { commandFind } from "./commandFind.mjs";
import { pipEnv } from "./pythonEnv.mjs";
import { SetupError } from "./setupError.mjs";

// A C++ compiler in a Python package of 80 MB, for machines without one.
const ZIG = "ziglang==0.13.0";

/**
 * The C++ compiler: `$CXX`, else the first of the usual names.
 * @returns {string[] | undefined} the command and its own arguments
 */
export function compilerFind() {
  const candidates = [process.env.CXX, "c++", "g++", "clang++"]
    .filter(Boolean)
    .map((words) => words.split(/\s+/));
  return candidates.find(([command]) => commandFind(command));
}

/**
 * Compiles and tries out the binding, with Zig's compiler where there is none or where it fails.
 * @param {object} job
 * @param {string} job.root
 * @param {string} job.home the folder of `@tensorflow/tfjs-node-gpu`
 * @param {{ folder: string, files: string[] }} job.tensorflow
 * @param {string} job.output
 * @param {import("./steps.mjs").Tools} job.tools
 * @returns {Promise<string | undefined>} why there is none, when there is none
 */
export async function bindingCompile({ root, home, tensorflow, output, tools }) {
  const { run, note } = tools;
  const compiler = compilerFind();
  const args = compileArguments({ root, home, tensorflow, output });
  // What can go wrong in a program that is not loaded by its own package shows here, not in the middle of a study.
  const tryOut = `process.dlopen({ exports: {} }, ${JSON.stringify(output)})`;
  const compile = async ([command, ...own], env) => {
    await run(command, [...own, ...args], { cwd: root, env });
    await run(process.execPath, ["-e", tryOut], {
      cwd: root,
      env: { ...process.env, TF_CPP_MIN_LOG_LEVEL: "3" },
    });
  };

  const why = compiler
    ? `${compiler.join(" ")} failed`
    : "no C++ compiler was found (c++, g++, clang++ or $CXX)";
  if (compiler && (await succeeds(() => compile(compiler)))) return undefined;

  const python = path.join(root, ".venv", "bin", "python");
  const zig = path.join(root, ".cache", "setup", "zig");
  const env = {
    ...pipEnv(root),
    PYTHONPATH: zig,
    ZIG_GLOBAL_CACHE_DIR: `${zig}/cache`,
    ZIG_LOCAL_CACHE_DIR: `${zig}/cache`,
  };
  const install = [
    "-m",
    "pip",
    "install",
    "--quiet",
    "--disable-pip-version-check",
    "--no-deps",
    "--upgrade",
  ];
  const compiled = await succeeds(async () => {
    await run(python, [...install, "--target", zig, ZIG], { cwd: root, env: pipEnv(root) });
    await compile([python, "-m", "ziglang", "c++"], env);
  });
  rmSync(zig, { recursive: true, force: true });
  if (!compiled) {
    return (
      `the binding to TensorFlow could not be built: ${why}, and so did Zig's (the log is .cache/setup/binding.log; ` +
      "`apt install g++`, `dnf install gcc-c++` or `xcode-select --install` brings a compiler)"
    );
  }
  note(`${why}; the binding was compiled with Zig instead`);
  return undefined;
}

function compileArguments({ root, home, tensorflow, output }) {
  const relative = path.relative(path.dirname(output), tensorflow.folder);
  const mac = process.platform === "darwin";
  return [
    ...["-shared", "-fPIC", "-O2", "-std=c++17", "-DNAPI_VERSION=8"],
    ...["-I", path.join(root, "node_modules", "node-api-headers", "include")],
    ...["-I", home, "-I", path.join(tensorflow.folder, "include")],
    ...["tfjs_backend.cc", "tfjs_binding.cc"].map((file) => path.join(home, "binding", file)),
    ...tensorflow.files.map((file) => path.join(tensorflow.folder, file)),
    ...["-o", output, `-Wl,-rpath,${mac ? "@loader_path" : "$ORIGIN"}/${relative}`],
    ...(mac ? ["-undefined", "dynamic_lookup"] : []), // Node gives its own symbols when it loads it.
  ];
}

async function succeeds(work) {
  try {
    await work();
    return true;
  } catch (error) {
    if (error instanceof SetupError) return false;
    throw error;
  }
}
