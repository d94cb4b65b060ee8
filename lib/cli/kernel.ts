import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { Command } from "commander";
import { InputError } from "../signal/index.js";
import { projectFolder } from "../signal/projectFolder.js";
import { printJson } from "./terminal.js";

interface InstallOptions {
  user?: boolean;
  prefix?: string;
  json?: boolean;
}

/** `mrs-synth kernel install` */
export function kernelCommand(): Command {
  const install = new Command("install")
    .description(
      'give the kernel "TypeScript (mrs-synth)" to a Jupyter of your own: JupyterLab, VS Code, papermill',
    )
    .option("--user", "for all of your own environments (the default)")
    .option(
      "--prefix <folder>",
      "for one environment: its folder, as `python -c 'import sys; print(sys.prefix)'` says",
    )
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nThe kernel runs from this project, so that notebooks anywhere find its `mrs-synth`. Run this again when the project\n" +
        "or Node.js moves.\n\nExamples:\n  mrs-synth kernel install\n  mrs-synth kernel install --prefix ~/miniconda3/envs/mrs",
    )
    .action(({ user, prefix, json }: InstallOptions) => {
      if (user && prefix !== undefined) {
        throw new InputError({ key: "--prefix", value: prefix, expected: "--prefix or --user, not both" });
      }
      const share = prefix === undefined ? userShare() : path.join(prefixFolder(prefix), "share", "jupyter");
      const file = path.join(share, "kernels", "mrs-synth", "kernel.json");
      const spec = `${JSON.stringify(kernelSpec(), undefined, 2)}\n`;
      mkdirSync(path.dirname(file), { recursive: true });
      writeFileSync(`${file}.part`, spec);
      renameSync(`${file}.part`, file);
      if (json) printJson({ kernel: "mrs-synth", file });
      else console.log(`kernel "TypeScript (mrs-synth)": ${file}`);
    });
  return new Command("kernel")
    .description("the notebook kernel, for Jupyter outside of the project")
    .addCommand(install);
}

/** The project's own specification, with places that hold wherever it lies. */
function kernelSpec(): object {
  const root = projectFolder();
  if (root === undefined) {
    throw new InputError({
      key: "kernel",
      expected: "the project's folder: the kernel is part of it, not of the package that npm installs",
    });
  }
  const tools = path.join(root, "tools", "kernel");
  const spec = JSON.parse(readFileSync(path.join(tools, "kernel.json"), "utf8")) as { argv: string[] };
  const argv = spec.argv.map((word) => {
    if (word === "node") return process.execPath;
    return word.endsWith("kernel.cjs") ? path.join(tools, "kernel.cjs") : word;
  });
  return { ...spec, argv };
}

function prefixFolder(prefix: string): string {
  const folder = path.resolve(prefix);
  if (!existsSync(folder)) {
    throw new InputError({ key: "--prefix", value: folder, expected: "the folder of a Python environment" });
  }
  return folder;
}

/** Jupyter's own folder for a user's data. */
function userShare(): string {
  if (process.env.JUPYTER_DATA_DIR) return path.resolve(process.env.JUPYTER_DATA_DIR);
  if (process.platform === "darwin") return path.join(os.homedir(), "Library", "Jupyter");
  return path.join(process.env.XDG_DATA_HOME || path.join(os.homedir(), ".local", "share"), "jupyter");
}
