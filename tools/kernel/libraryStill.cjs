// tslab's type checker watches every file that it has read, and fails when two pieces of news come between two cells
// ("Unexpected pending rebuildTimer"): a library that was built while a cell ran broke the next one. So what was read of
// the library and of packages stays as it was read, as their code does; `libraryNews` tells of a new build.
"use strict";
const { createRequire } = require("node:module");
const ts = createRequire(require.resolve("tslab/dist/converter.js"))("typescript");

const isLibrary = (place) => /[\\/](?:lib[\\/]dist|node_modules)(?:[\\/]|$)/.test(place);
for (const watch of ["watchFile", "watchDirectory"]) {
  const inner = ts.sys[watch];
  ts.sys[watch] = (place, ...rest) =>
    isLibrary(place) ? { close() {} } : inner.call(ts.sys, place, ...rest);
}
