import { readdir } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";

/**
 * The file beside another one that differs in its extension only, whatever the case of its letters
 * (`S01.SDAT` finds `S01.SPAR`, then `S01.spar`, then `s01.Spar`); `undefined` when there is none.
 */
export async function fileBeside(path: string, extension: string): Promise<string | undefined> {
  const stem = basename(path, extname(path));
  const wanted = stem.toLowerCase() + extension.toLowerCase();
  const names = (await readdir(dirname(path))).filter((name) => name.toLowerCase() === wanted).sort();
  const name = names.find((candidate) => candidate.startsWith(`${stem}.`)) ?? names[0];
  return name === undefined ? undefined : join(dirname(path), name);
}
