// tslab's type checker watches every file that it has read and every folder where it has looked for one, and fails on what
// it is told of a folder ("Unexpected pending rebuildTimer"): a package that was installed, or a library that was built,
// while a cell ran broke the next one. So what was read of the library and of packages stays as it was read, as their code
// does; `libraryNews` tells of a new build. Files of the notebook's own are watched as before.
"use strict";
const { createRequire } = require("node:module");
const { sys } = createRequire(require.resolve("tslab/dist/converter.js"))("@tslab/typescript-for-tslab");

const isLibrary = (place) =>
  /[\\/](?:lib[\\/]dist|node_modules)(?:[\\/]|$)|[\\/]lib[\\/]package\.json$/.test(place);
const nothing = { close() {} };
const { watchFile } = sys;
sys.watchFile = (place, ...rest) => (isLibrary(place) ? nothing : watchFile.call(sys, place, ...rest));
sys.watchDirectory = () => nothing;
