import { mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * The mark of a finished step: a small file that lies inside what the step made, so that it goes when that goes.
 * @param {string} file
 */
export function stamp(file) {
  return {
    read() {
      try {
        return readFileSync(file, "utf8");
      } catch {
        return undefined;
      }
    },
    write(text) {
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, text);
      renameSync(`${file}.part`, file);
    },
    remove() {
      rmSync(file, { force: true });
    },
  };
}
