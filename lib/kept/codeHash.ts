import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { dataRead } from "../signal/index.js";
import { codeFiles } from "./codeFiles.js";

/** Settings of studies: they come in by `keptKey`'s `settings`, those alone that a result depends on. */
const SETTINGS = ["study.json", "sisters.json", "figures.json"];

/** What is loaded does not change while a process runs, whatever becomes of the files. */
const known = new Map<string, string>();

/**
 * The hash of a module's code: its file, those of all library modules that it imports (`codeFiles`), and the declarations
 * of `data/` that these read. Two versions of the library that differ elsewhere have the same.
 *
 * @param module - its `import.meta.url`.
 */
export function codeHash(module: string): string {
  let found = known.get(module);
  if (found === undefined) known.set(module, (found = hashOf(module)));
  return found;
}

function hashOf(module: string): string {
  const hash = createHash("sha256");
  // From the module, so that the name of a file does not depend on where the project lies.
  const home = path.dirname(fileURLToPath(module));
  const declarations = new Set<string>();
  for (const file of codeFiles(module)) {
    const text = readFileSync(file, "utf8");
    hash.update(path.relative(home, file).replaceAll("\\", "/")).update(text);
    for (const [, name] of text.matchAll(/"([\w-]+\.json)"/g)) {
      if (!SETTINGS.includes(name)) declarations.add(name);
    }
  }
  for (const name of [...declarations].sort()) hash.update(name).update(declarationText(name));
  return hash.digest("hex");
}

/** Empty for a name that is no file of `data/`: one that is written, say. */
function declarationText(name: string): string {
  try {
    return JSON.stringify(dataRead(name));
  } catch {
    return "";
  }
}
