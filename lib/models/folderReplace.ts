import { existsSync, mkdirSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";

/** Writes a folder of files under a temporary name and renames it; one that was there is replaced by the whole new one. */
export function folderReplace(folder: string, files: Readonly<Record<string, string | Uint8Array>>): void {
  const target = resolve(folder);
  const [fresh, old] = ["new", "old"].map((what) => `${target}.${process.pid}.${what}`);
  mkdirSync(dirname(target), { recursive: true });
  try {
    mkdirSync(fresh);
    for (const [name, content] of Object.entries(files)) writeFileSync(join(fresh, name), content);
    if (existsSync(target)) renameSync(target, old);
    renameSync(fresh, target);
  } finally {
    for (const leftover of [fresh, old]) rmSync(leftover, { recursive: true, force: true });
  }
}
