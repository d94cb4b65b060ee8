// The tests under each Node.js that is supported:  node tools/nodeMatrix.mjs [--node 22,24] [vitest's own arguments]
// The versions come as npm packages into .cache/node; what is set up here is used by all of them.
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import path from "node:path";
import { fileURLToPath } from "node:url";

const root = path.dirname(path.dirname(fileURLToPath(import.meta.url)));
const platform = process.platform === "win32" ? "win" : process.platform;
const words = process.argv.slice(2);
const at = words.indexOf("--node");
const majors = at < 0 ? ["20", "22", "24"] : words.splice(at, 2)[1].split(",");
const results = [];
for (const major of majors) {
  const folder = path.join(root, ".cache", "node", major);
  const bin = path.join(folder, "node_modules", `node-${platform}-${process.arch}`, "bin");
  if (!existsSync(bin)) {
    mkdirSync(folder, { recursive: true });
    const name = `node-${platform}-${process.arch}@${major}`;
    spawnSync("npm", ["install", "--no-save", "--prefix", folder, name], { stdio: "inherit" });
  }
  const node = path.join(bin, "node");
  const env = { ...process.env, PATH: `${bin}${path.delimiter}${process.env.PATH}` };
  const version = spawnSync(node, ["--version"], { encoding: "utf8" }).stdout?.trim() ?? "not there";
  const vitest = path.join(root, "node_modules", "vitest", "vitest.mjs");
  const { status, stdout } = spawnSync(node, [vitest, "run", ...words], {
    cwd: root,
    env,
    encoding: "utf8",
    maxBuffer: 2 ** 28,
    stdio: ["ignore", "pipe", "inherit"],
  });
  if (status !== 0) process.stdout.write(stdout ?? "");
  const summary = /^\d+ passed, .*$/m.exec(stdout ?? "")?.[0] ?? "did not run";
  results.push({ version, summary, status });
}
console.log("\n| Node.js | tests |\n| --- | --- |");
for (const { version, summary } of results) console.log(`| ${version} | ${summary} |`);
process.exitCode = results.every(({ status }) => status === 0) ? 0 : 1;
