import { existsSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

/**
 * The project's folder, with its notebooks and tools: the one above this file, which is run from `lib/signal` and
 * from `lib/dist/signal`. `undefined` where the package is installed alone.
 */
export function projectFolder(): string | undefined {
  let folder = path.dirname(fileURLToPath(import.meta.url));
  while (!existsSync(path.join(folder, "tools", "runNotebook.py"))) {
    const above = path.dirname(folder);
    if (above === folder) return undefined;
    folder = above;
  }
  return folder;
}
