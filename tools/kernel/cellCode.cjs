// From a cell's text to what is run, through tslab's copy of TypeScript:
//
// - source maps are kept, so that an error shows the cell's own line;
// - async functions become generators that `globalThis.__awaiter` (TypeScript's name for it) drives: each step is then begun
//   by the kernel, which can cut it off and can leave a stopped cell where it waits;
// - a notebook that has no `mrs-synth` in reach takes the types of the project's.
"use strict";
const { existsSync } = require("node:fs");
const { SourceMap, createRequire } = require("node:module");
const path = require("node:path");

const ROOT = path.dirname(path.dirname(__dirname));
const tslab = createRequire(require.resolve("tslab/dist/converter.js"));
const own = tslab("@tslab/typescript-for-tslab");
/** The lines that tslab puts before a cell. */
const LINES_BEFORE = 1;
const MAP = /\n?\/\/# sourceMappingURL=data:application\/json;base64,([\w+/=]+)\s*$/;

/** The maps of each piece of code, the last step first. */
const maps = new Map();
/** Those of the piece that tslab is working on. */
let latest = [];

require.cache[tslab.resolve("@tslab/typescript-for-tslab")].exports = {
  ...own,
  createWatchCompilerHost(files, options, ...rest) {
    return own.createWatchCompilerHost(
      files,
      { ...options, inlineSourceMap: true, ...outsideOptions() },
      ...rest,
    );
  },
  transpileModule(code, { compilerOptions, ...options }) {
    const [, encoded] = MAP.exec(code) ?? [];
    const { outputText, sourceMapText } = own.transpileModule(code.replace(MAP, ""), {
      ...options,
      compilerOptions: { ...compilerOptions, sourceMap: true },
    });
    latest = [sourceMapText, ...(encoded ? [Buffer.from(encoded, "base64").toString()] : [])];
    return { outputText: outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n") };
  },
};

/** For a notebook outside of the project: what is not found there is the project's. */
function outsideOptions() {
  if (process.cwd().startsWith(ROOT + path.sep)) return {};
  const packages = path.join(ROOT, "node_modules");
  const near = createRequire(path.join(process.cwd(), "cell.js"))
    .resolve.paths("mrs-synth")
    .some((folder) => folder !== packages && existsSync(path.join(folder, "mrs-synth", "package.json")));
  return {
    typeRoots: [path.join(packages, "@types")],
    ...(!near && { paths: { "mrs-synth": [path.join(ROOT, "lib", "dist", "index.d.ts")] } }),
  };
}

/**
 * @param {string} code JavaScript of a cell, as tslab would run it
 * @param {string} name under which errors name its places
 */
exports.codeReady = (code, name) => {
  const steps = latest;
  let ready = code;
  if (/\bawait\b|\basync\b/.test(code)) {
    const { outputText, sourceMapText } = own.transpileModule(code, {
      fileName: "cell.js",
      compilerOptions: {
        target: own.ScriptTarget.ES2016,
        module: own.ModuleKind.ESNext,
        useDefineForClassFields: true,
        noImplicitUseStrict: true,
        sourceMap: true,
      },
    });
    ready = outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, "\n");
    steps.unshift(sourceMapText);
  }
  maps.set(
    name,
    steps.map((text) => new SourceMap(JSON.parse(text))),
  );
  return ready;
};

/**
 * The line of a cell that a place in its JavaScript comes from, from 1.
 * @param {string} name
 * @param {number} line from 1
 * @param {number} column from 1
 */
exports.cellLine = (name, line, column) => {
  let place = { originalLine: line - 1, originalColumn: column - 1 };
  for (const map of maps.get(name) ?? []) {
    place = map.findEntry(place.originalLine, place.originalColumn);
    if (place.originalLine === undefined) return undefined;
  }
  return place.originalLine + 1 - LINES_BEFORE;
};

/** Whether a text can be read as TypeScript at all, its types apart. */
exports.isCode = (text) =>
  own.createSourceFile("cell.ts", text, own.ScriptTarget.Latest).parseDiagnostics.length === 0;
