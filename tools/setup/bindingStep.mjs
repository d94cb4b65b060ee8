import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { bindingCompile, compilerFind } from "./bindingCompile.mjs";
import { stamp } from "./stamp.mjs";
import { TENSORFLOW_VERSION, tensorflowFolder } from "./tensorflow.mjs";

// To be raised when the way of compiling changes.
const RECIPE = 1;

/**
 * The binding between Node and libtensorflow, compiled from the sources in `@tensorflow/tfjs-node-gpu`. (That package is the
 * same as `tfjs-node` but for what its install script downloads, which is not used here.) It finds libtensorflow by a relative
 * path, so the project's folder may be moved as a whole, and it loads in every Node from 20 on.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function bindingStep(root) {
  const home = path.join(root, "node_modules", "@tensorflow", "tfjs-node-gpu");
  const folder = path.join(home, "lib", "napi-v8");
  const binding = path.join(folder, "tfjs_binding.node");
  const mark = stamp(path.join(folder, "setup"));
  const libraries = () => {
    const place = tensorflowFolder(root);
    if (!existsSync(place)) return undefined;
    const find = (name) =>
      readdirSync(place).find((file) => new RegExp(`^lib${name}\\.(so|[0-9.]*dylib)`).test(file));
    const [cc, framework] = [find("tensorflow_cc"), find("tensorflow_framework")];
    return cc && framework ? { folder: place, files: [cc, framework] } : undefined;
  };
  const key = () =>
    `${TENSORFLOW_VERSION} ${packageVersion(home)} recipe ${RECIPE} ${process.platform} ${process.arch}`;
  const failed = () => `${key()} failed with ${compilerFind()?.join(" ") ?? "no compiler"}`;
  return {
    id: "binding",
    title: "binding to TensorFlow (compiled here)",
    undoneBy: ["packages", "tensorflow"],
    isDone() {
      if (libraries() === undefined) return true; // Whether there should be some is tensorflowStep's to say.
      const found = mark.read();
      // A failure stays until another compiler turns up: each try takes half a minute.
      return found === failed() || (found === key() && existsSync(binding));
    },
    begin: mark.remove,
    async make(tools) {
      const tensorflow = libraries();
      if (tensorflow === undefined) return undefined; // tensorflowStep has said so.
      mkdirSync(folder, { recursive: true });
      const part = `${binding}.part`;
      rmSync(part, { force: true });
      const problem = await bindingCompile({ root, home, tensorflow, output: part, tools });
      if (problem === undefined) {
        renameSync(part, binding);
        return key();
      }
      rmSync(binding, { force: true });
      tools.note(`${problem}; computing will be slow, in plain JavaScript`);
      return failed();
    },
    end: (outcome) => outcome && mark.write(outcome),
  };
}

function packageVersion(home) {
  try {
    return JSON.parse(readFileSync(path.join(home, "package.json"), "utf8")).version;
  } catch {
    return "none"; // Not installed yet, which makes packagesStep pending, and this one with it.
  }
}
