#!/usr/bin/env node
import { existsSync } from "node:fs";

const main = new URL("../dist/cli/main.js", import.meta.url);
if (existsSync(main)) {
  await (await import(main.href)).main(process.argv);
} else {
  process.stderr.write("mrs-synth is not built: run `npm run setup` in the project's root\n");
  process.exitCode = 1;
}
