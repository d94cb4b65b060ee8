// The notebook kernel:  node kernel.cjs CONNECTION_FILE
//
// tslab turns a cell into JavaScript, checks its types and completes names. What speaks with Jupyter (kernelServer.cjs), runs
// cells and stops them (cellRun.cjs, watch.cjs) is here: tslab's own server loses output, and an interrupt breaks it.
"use strict";
const { readFileSync, writeSync } = require("node:fs");
const { environmentSet } = require("./environmentSet.cjs");
environmentSet();
require("./libraryStill.cjs");
require("./cellCode.cjs"); // before tslab's converter is loaded
const { KernelServer } = require("./kernelServer.cjs");

new KernelServer(JSON.parse(readFileSync(process.argv[2], "utf8"))).start().catch((error) => {
  writeSync(2, `the kernel cannot start: ${error.message}\n`); // A port is taken; Jupyter then tries others.
  process.exit(1);
});
