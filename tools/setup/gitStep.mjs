import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";
import path from "node:path";

const CLEAN = "node tools/notebookClean.mjs";

/**
 * Git's filter for notebooks, named in .gitattributes: for a clone to use it, it must be in the clone's own settings.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function gitStep(root) {
  const git = (...args) => spawnSync("git", args, { cwd: root, encoding: "utf8" });
  return {
    id: "git",
    title: "notebooks without outputs for git",
    // Not where there is no clone, or no git.
    isDone() {
      if (!existsSync(path.join(root, ".git"))) return true;
      const { error, stdout } = git("config", "--get", "filter.notebook.clean");
      return error !== undefined || stdout.trim() === CLEAN;
    },
    begin: () => undefined,
    async make({ run }) {
      await run("git", ["config", "filter.notebook.clean", CLEAN], { cwd: root });
    },
    end: () => undefined,
  };
}
