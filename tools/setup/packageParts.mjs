import { cpSync, mkdirSync, readdirSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";

/**
 * What the package needs beside the compiled files, into `dist`: the declarations of `data/`, and the types a second time
 * for those who `require` it, where a folder of type `commonjs` is what tells TypeScript that they may.
 * @param {string} root
 */
export function packageParts(root) {
  const dist = path.join(root, "lib", "dist");
  const [data, types] = [path.join(dist, "data"), path.join(dist, "cjs")];
  for (const folder of [data, types]) rmSync(folder, { recursive: true, force: true });
  cpSync(path.join(root, "data"), data, { recursive: true });
  const declarations = readdirSync(dist, { recursive: true }).filter((name) => name.endsWith(".d.ts"));
  for (const name of declarations) {
    mkdirSync(path.dirname(path.join(types, name)), { recursive: true });
    cpSync(path.join(dist, name), path.join(types, name));
  }
  writeFileSync(path.join(types, "package.json"), '{ "type": "commonjs" }\n');
}
