import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";

// The library's own modules all state imports and exports in the same few forms (lint and formatting hold them), so that
// these expressions read sources and compiled files alike.
const IMPORT = /^(?:import|export)\s+(?!type\b)(\{[^}]*\}|\*(?:\s+as\s+\w+)?)\s*from\s*"(\.[^"]+)"/gm;
const WHOLE = [
  /^import\s+"(\.[^"]+)"/gm,
  /\bimport\(\s*"(\.[^"]+)"\s*\)/g,
  // a worker's file
  /\bnew URL\(\s*"(\.[^"]+\.js)",\s*import\.meta\.url\s*\)/g,
];
const DECLARED = /^export\s+(?:async\s+)?(?:abstract\s+)?(?:function\*?|const|let|class|enum)\s+(\w+)/gm;

/**
 * The files of a module of the library and of all that it imports, sorted. An `index` file is seen through: of a room only
 * the modules count whose names are imported, with what these import in turn. Types count for nothing, packages are not
 * followed.
 *
 * @param module - its `import.meta.url`.
 * @throws Error when a module imports a name that its index does not export.
 */
export function codeFiles(module: string): string[] {
  const files = new Set<string>();
  const add = (file: string): void => {
    if (files.has(file)) return;
    files.add(file);
    const text = readFileSync(file, "utf8");
    for (const [, names, from] of text.matchAll(IMPORT)) {
      const target = fileOf(from, file);
      if (!isIndex(target) || names.startsWith("*")) add(target);
      else for (const [name] of namesOf(names)) add(whereExported(target, name));
    }
    for (const form of WHOLE) for (const [, from] of text.matchAll(form)) add(fileOf(from, file));
  };
  add(fileURLToPath(module));
  return [...files].sort();
}

/** The module behind an index that exports a name. */
function whereExported(index: string, name: string): string {
  const found = exportedBy(index, name);
  if (found === undefined) throw new Error(`${index} exports no ${name}`);
  return found;
}

function exportedBy(file: string, name: string): string | undefined {
  const text = readFileSync(file, "utf8");
  if ([...text.matchAll(DECLARED)].some(([, declared]) => declared === name)) return file;
  for (const [statement, names, from] of text.matchAll(IMPORT)) {
    if (!statement.startsWith("export")) continue;
    if (names.startsWith("*")) {
      const found = exportedBy(fileOf(from, file), name);
      if (found !== undefined) return found;
    } else {
      const own = namesOf(names).find(([, exported]) => exported === name);
      if (own !== undefined) return whereExported(fileOf(from, file), own[0]);
    }
  }
  return undefined;
}

/** Of `{ a, b as c, type D }`: what each is called there, and here. */
function namesOf(braces: string): [there: string, here: string][] {
  return braces
    .slice(1, -1)
    .split(",")
    .map((part) => part.trim())
    .filter((part) => part !== "" && !part.startsWith("type "))
    .map((part) => {
      const [there, here = there] = part.split(/\s+as\s+/);
      return [there, here];
    });
}

function fileOf(specifier: string, from: string): string {
  const file = fileURLToPath(new URL(specifier, pathToFileURL(from)));
  return existsSync(file) ? file : file.replace(/\.js$/, ".ts");
}

function isIndex(file: string): boolean {
  return path.parse(file).name === "index";
}
