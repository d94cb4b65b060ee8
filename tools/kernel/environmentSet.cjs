// What a cell finds in its process, wherever Jupyter was started from.
"use strict";
const { existsSync } = require("node:fs");
const Module = require("node:module");
const path = require("node:path");

const ROOT = path.dirname(path.dirname(__dirname));

/** Environment variables that name a folder. */
const FOLDERS = ["MRS_COHORT", "MRS_DATA", "MRS_PHANTOMS", "MRS_CACHE", "MRS_FIGURES"];

exports.environmentSet = () => {
  // The kernel works in the notebook's folder; a relative path was meant from where the command was given.
  const start = process.env.INIT_CWD ?? process.env.PWD ?? process.cwd();
  for (const name of FOLDERS) {
    if (process.env[name]) process.env[name] = path.resolve(start, process.env[name]);
  }
  // A notebook elsewhere has the project's packages after its own; its types see to the same (cellCode.cjs).
  const packages = path.join(ROOT, "node_modules");
  if (existsSync(packages)) {
    process.env.NODE_PATH = [process.env.NODE_PATH, packages].filter(Boolean).join(path.delimiter);
    Module._initPaths();
  }
};
