// Brings everything that a fresh clone needs, each thing once: packages, Python environment, TensorFlow, notebook kernel,
// the built library. Runs before anything is installed, hence plain JavaScript on Node's own modules alone.
//
//   node tools/setup.mjs           does what is not done yet; silent when there is nothing to do
//   node tools/setup.mjs --check   changes nothing; names what is not done and exits with 1 if there is anything
//
// MRS_ENGINE=plain leaves TensorFlow out; MRS_GPU=1 takes the CUDA build of it (Linux on x86-64), MRS_GPU=0 goes back.
import { fileURLToPath } from "node:url";

const [major, minor] = process.versions.node.split(".").map(Number);
// From these versions on, an ES module can be required, which the notebook kernel does with the library.
if (major < 20 || (major === 20 && minor < 19) || major === 21 || (major === 22 && minor < 12)) {
  console.error(
    `set-up: Node.js 20.19, 22.12 or newer runs this laboratory; this is ${process.versions.node}. ` +
      "Get a current one with nvm, fnm or your package manager.",
  );
  process.exit(1);
}
const { setup } = await import("./setup/setup.mjs");
const root = fileURLToPath(new URL("..", import.meta.url)).replace(/\/$/, "");
process.exitCode = await setup(root, { check: process.argv.includes("--check") });
