import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { pipEnv } from "./pythonEnv.mjs";
import { stamp } from "./stamp.mjs";
import { TENSORFLOW_VERSION, tensorflowFolder } from "./tensorflow.mjs";

const fetcher = fileURLToPath(new URL("libtensorflow.py", import.meta.url));

/**
 * libtensorflow, out of TensorFlow's Python package. `MRS_GPU=1` takes the CUDA build with NVIDIA's libraries, `MRS_GPU=0`
 * the one for the processor alone; without it the one that is there stays.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function tensorflowStep(root) {
  const folder = path.dirname(tensorflowFolder(root));
  const mark = stamp(path.join(root, ".venv", "setup", "tensorflow"));
  const key = (kind) => `${TENSORFLOW_VERSION} ${kind} ${process.platform} ${process.arch}`;
  const wanted = { 1: ["gpu"], 0: ["cpu"] }[process.env.MRS_GPU] ?? ["cpu", "gpu"];
  return {
    id: "tensorflow",
    title: `TensorFlow ${TENSORFLOW_VERSION} (${wanted[0] === "gpu" ? "CUDA build, some GB" : "libtensorflow"})`,
    needs: ["python"],
    // The package and what is taken out of it
    gigabytes: wanted[0] === "gpu" ? 8 : 1.3,
    undoneBy: ["python"],
    isDone() {
      const found = mark.read();
      if (wanted.some((kind) => found === `${key(kind)} none`)) return true; // No package for this system.
      return wanted.some((kind) => found === key(kind)) && existsSync(folder);
    },
    begin: mark.remove,
    async make({ run, note }) {
      const [kind] = wanted;
      // `tensorflow-cpu` is the smaller one, and made for this system only.
      const slim = kind === "cpu" && process.platform === "linux" && process.arch === "x64";
      const python = path.join(root, ".venv", "bin", "python");
      const outcome = path.join(root, ".venv", "setup", "tensorflow.outcome");
      const args = [
        fetcher,
        `${slim ? "tensorflow-cpu" : "tensorflow"}==${TENSORFLOW_VERSION}`,
        folder,
        outcome,
      ];
      await run(python, kind === "gpu" ? [...args, "--gpu"] : args, { cwd: root, env: pipEnv(root) });
      if (readFileSync(outcome, "utf8") === "none") {
        note(
          `TensorFlow ${TENSORFLOW_VERSION} has no package for this system; computing will be slow, in plain JavaScript`,
        );
        return `${key(kind)} none`;
      }
      return key(kind);
    },
    end: mark.write,
  };
}
