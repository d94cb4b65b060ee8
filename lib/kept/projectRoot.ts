import { existsSync } from "node:fs";
import path from "node:path";

/**
 * Where outputs and the cache go: the nearest folder upwards from the working one that holds `notebooks/` and a
 * package.json (this project's checkout), else the working folder.
 */
export function projectRoot(): string {
  let folder = process.cwd();
  for (;;) {
    if (existsSync(path.join(folder, "notebooks")) && existsSync(path.join(folder, "package.json")))
      return folder;
    const above = path.dirname(folder);
    if (above === folder) return process.cwd();
    folder = above;
  }
}
