import { existsSync, readdirSync, rmSync } from "node:fs";
import path from "node:path";
import { filesHash } from "./filesHash.mjs";
import { packageParts } from "./packageParts.mjs";
import { stamp } from "./stamp.mjs";

/**
 * `lib/dist`: the library in JavaScript with its declarations, which the notebooks and the command line use.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function libraryStep(root) {
  const lib = path.join(root, "lib");
  const dist = path.join(lib, "dist");
  const mark = stamp(path.join(dist, ".setup"));
  const sources = filesUnder(lib, (name) => name.endsWith(".ts")).sort();
  const settings = ["tsconfig.json", "lib/tsconfig.json", "lib/package.json", "package-lock.json"];
  const data = filesUnder(path.join(root, "data"), (name) => name.endsWith(".json")).sort();
  const key = filesHash(root, [
    ...settings,
    ...sources.map((file) => `lib/${file}`),
    ...data.map((file) => `data/${file}`),
  ]);
  const buildInfo = path.join(dist, ".tsbuildinfo");
  return {
    id: "library",
    title: "the library (tsc)",
    isDone: () => mark.read() === key,
    begin() {
      // Without a mark the last build was cut off, or somebody took files away: then TypeScript's own notes are wrong.
      if (mark.read() === undefined) rmSync(buildInfo, { force: true });
      mark.remove();
    },
    async make({ run }) {
      const tsc = path.join("node_modules", "typescript", "bin", "tsc");
      await run(process.execPath, [tsc, "-p", "lib/tsconfig.json", "--noEmitOnError"], { cwd: root });
      removeOrphans(dist, new Set(sources.map((file) => file.replace(/\.ts$/, ""))));
      packageParts(root);
    },
    end: () => mark.write(key),
  };
}

/** Deletes what was built from sources that are no more: an import of them would still work. */
function removeOrphans(dist, stems) {
  for (const file of filesUnder(dist, (name) => /\.(js|d\.ts)(\.map)?$/.test(name))) {
    if (!stems.has(file.replace(/\.(js|d\.ts)(\.map)?$/, ""))) rmSync(path.join(dist, file));
  }
}

function filesUnder(folder, wanted, inside = "") {
  const place = path.join(folder, inside);
  if (!existsSync(place)) return [];
  return readdirSync(place, { withFileTypes: true }).flatMap((entry) => {
    const name = path.join(inside, entry.name);
    if (entry.isDirectory()) {
      return entry.name === "node_modules" || name === "dist" ? [] : filesUnder(folder, wanted, name);
    }
    return wanted(entry.name) ? [name] : [];
  });
}
