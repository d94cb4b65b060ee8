import { existsSync, readFileSync, rmSync } from "node:fs";
import path from "node:path";

/**
 * The npm packages of the lock file. npm's own list of what it installed, which it writes last, is the mark: so an
 * `npm ci` by hand counts as well.
 * @param {string} root
 * @returns {import("./steps.mjs").Step}
 */
export function packagesStep(root) {
  const installedList = path.join(root, "node_modules", ".package-lock.json");
  return {
    id: "packages",
    title: "npm packages",
    needs: ["npm"],
    gigabytes: 1,
    isDone() {
      const wanted = packagesOf(path.join(root, "package-lock.json"));
      const installed = packagesOf(installedList);
      return Object.entries(wanted).every(([place, { version, integrity, link, optional, devOptional }]) => {
        if (!place.includes("node_modules/")) return true; // the project and its workspace
        const there = installed[place];
        if (there === undefined) return Boolean(optional || devOptional); // made for another system
        const same = there.version === version && there.integrity === integrity;
        return (link || same) && existsSync(path.join(root, place, "package.json"));
      });
    },
    begin: () => rmSync(installedList, { force: true }),
    // The tools for development are part of the work here, whatever NODE_ENV says.
    make: ({ run }) => run("npm", ["ci", "--include=dev", "--no-progress"], { cwd: root }),
    end: () => undefined,
  };
}

function packagesOf(file) {
  try {
    return JSON.parse(readFileSync(file, "utf8")).packages;
  } catch {
    return {}; // None there, or one that was cut off.
  }
}
