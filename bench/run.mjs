// All benchmarks, one after the other, each against its peer in one run; results in bench/results.
// usage: npm run bench [-- NAME…]   (vae, umap, cohort, fit, sisters, start)
import { spawnSync } from "node:child_process";
import { fileURLToPath } from "node:url";

const all = ["vae", "umap", "cohort", "fit", "sisters", "start"];
const wanted = process.argv.length > 2 ? process.argv.slice(2) : all;
let failed = false;
for (const name of wanted) {
  if (!all.includes(name)) throw new Error(`no benchmark ${name}: ${all.join(", ")}`);
  console.log(`\n${name}`);
  const file = fileURLToPath(new URL(`${name}.bench.mjs`, import.meta.url));
  failed = spawnSync(process.execPath, [file], { stdio: "inherit" }).status !== 0 || failed;
}
process.exitCode = failed ? 1 : 0;
