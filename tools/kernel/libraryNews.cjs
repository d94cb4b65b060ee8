// A library that is built again: its types and its code stay as they were loaded (an ES module is loaded once a process;
// for the types see libraryStill.cjs). Said once a build.
"use strict";
const { statSync } = require("node:fs");
const { createRequire } = require("node:module");
const path = require("node:path");

/** When the code that runs was built; undefined while none is loaded. */
let loaded;

/**
 * @param {string} folder where the kernel works
 * @returns {string | undefined} what to tell, when the library was built again since it was loaded
 */
exports.libraryNews = (folder) => {
  const library = createRequire(path.join(folder, "cell.js"));
  try {
    const entry = library.resolve("mrs-synth");
    const built = statSync(path.join(path.dirname(entry), "..", "dist", ".tsbuildinfo")).mtimeMs;
    if (library.cache[entry] === undefined) return undefined;
    const old = loaded;
    loaded = built;
    if (old === undefined || old === built) return undefined;
    return "mrs-synth was built again: this kernel goes on with the old one. Kernel > Restart loads the new one.\n";
  } catch {
    return undefined; // Not in reach of this notebook.
  }
};
