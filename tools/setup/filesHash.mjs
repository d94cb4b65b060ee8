import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import path from "node:path";

/**
 * A hash of files' names and contents, and of further words.
 * @param {string} root
 * @param {string[]} files relative to `root`
 * @param {...string} words
 * @returns {string}
 */
export function filesHash(root, files, ...words) {
  const hash = createHash("sha256").update(JSON.stringify(words));
  for (const file of files) hash.update(`\0${file}\0`).update(readFileSync(path.join(root, file)));
  return hash.digest("hex").slice(0, 32);
}
