import { spawnSync } from "node:child_process";
import { existsSync, readFileSync, statfsSync } from "node:fs";
import { createRequire } from "node:module";
import os from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { Command } from "commander";
import { dataRead, InputError } from "../signal/index.js";
import { projectFolder } from "../signal/projectFolder.js";
import { pythonEnv } from "../signal/pythonEnv.js";
import { paint, printJson } from "./terminal.js";

/** What was looked at, what was found, and how to mend it. */
interface Finding {
  what: string;
  /** `poor`: something is slower or left out; `bad`: something does not work. */
  state: "good" | "poor" | "bad";
  found: string;
  mend?: string;
}

const MARKS = { good: ["ok  ", "green"], poor: ["note", "yellow"], bad: ["BAD ", "red"] } as const;

/** `mrs-synth doctor` */
export function doctorCommand(): Command {
  return new Command("doctor")
    .description(
      "check Node, Python, engine, kernel, browser, data and room on this machine, and say how to mend each",
    )
    .option("--json", "one JSON object on stdout")
    .addHelpText(
      "after",
      "\nExamples:\n  mrs-synth doctor\n  mrs-synth doctor --json\n\nThe exit code is 1 when something does not work, 0 when at most something is slower or left out.",
    )
    .action(async (options: { json?: boolean }) => {
      const root = projectFolder();
      const findings = [
        node(),
        ...(root === undefined ? [] : [await python(root), kernel(root)]),
        await converter(),
        engine(),
        drawing(),
        browser(),
        declarations(),
        await scans(),
        memory(),
        disk(root ?? process.cwd()),
      ];
      const ok = findings.every(({ state }) => state !== "bad");
      if (options.json) printJson({ ok, findings });
      else {
        for (const { what, state, found, mend } of findings) {
          const [mark, colour] = MARKS[state];
          console.log(`${paint(mark, colour)} ${what.padEnd(9)} ${found}`);
          if (mend !== undefined) console.log(`${" ".repeat(15)}${mend}`);
        }
      }
      if (!ok) process.exitCode = 1;
    });
}

function node(): Finding {
  const [major, minor] = process.versions.node.split(".").map(Number);
  const fits = major > 22 || (major === 22 && minor >= 12) || (major === 20 && minor >= 19);
  return {
    what: "Node.js",
    state: fits ? "good" : "bad",
    found: process.versions.node,
    ...(!fits && { mend: "Get 20.19, 22.12 or newer with nvm, fnm or your package manager." }),
  };
}

async function python(root: string): Promise<Finding> {
  const own = path.join(root, ".venv", "bin", "python");
  const probe = "import sys, jupyterlab; print('%d.%d.%d' % sys.version_info[:3], jupyterlab.__version__)";
  const { status, stdout } = spawnSync(own, ["-c", probe], { encoding: "utf8", env: await pythonEnv(root) });
  const [version, lab] = String(stdout).trim().split(" ");
  if (status === 0) return { what: "Python", state: "good", found: `${version} in .venv, JupyterLab ${lab}` };
  return {
    what: "Python",
    state: "bad",
    found: existsSync(own) ? ".venv does not start, or has no JupyterLab" : "no .venv",
    // Set-up looks at its own mark and at the program, not at each package.
    mend: existsSync(own)
      ? "`rm -r .venv` and then `npm run setup` make it anew."
      : "`npm run setup` makes it; it needs Python 3.10 or newer with venv (`apt install python3-venv`).",
  };
}

function kernel(root: string): Finding {
  const wanted = path.join(root, "tools", "kernel", "kernel.json");
  const there = path.join(root, ".venv", "share", "jupyter", "kernels", "mrs-synth", "kernel.json");
  const same = existsSync(there) && readFileSync(there, "utf8") === readFileSync(wanted, "utf8");
  const { status } = spawnSync(process.execPath, ["-e", "require('zeromq'); require('tslab')"], {
    cwd: root,
  });
  if (same && status === 0) return { what: "kernel", state: "good", found: "TypeScript (mrs-synth), tslab" };
  return {
    what: "kernel",
    state: "bad",
    found: same ? "tslab or zeromq cannot be loaded" : "not installed for Jupyter, or an older one",
    mend: "`npm run setup` installs it.",
  };
}

/** What reads the scanners' own formats. */
async function converter(): Promise<Finding> {
  const { spec2niiFind } = await import("../io/spec2niiFind.js");
  const what = "spec2nii";
  const tool = spec2niiFind();
  const mend =
    "`npm run setup` in the project installs it; elsewhere `pip install spec2nii`, or MRS_SPEC2NII=PROGRAM.";
  if (tool === undefined) {
    return { what, state: "poor", found: "none: TWIX, RDA, P-file, DICOM and others are not read", mend };
  }
  const { status, stdout } = spawnSync(tool.command, [...tool.args, "--version"], { encoding: "utf8" });
  if (status === 0) return { what, state: "good", found: `${stdout.trim()} (${tool.where})` };
  return { what, state: "bad", found: `${tool.where} does not start`, mend };
}

/** In a process of its own: a native library that does not fit may end it. */
function engine(): Finding {
  const main = fileURLToPath(new URL("../../bin/mrs-synth.mjs", import.meta.url));
  const built = existsSync(main) ? main : fileURLToPath(new URL("../bin/mrs-synth.mjs", import.meta.url));
  const { status, stdout } = spawnSync(process.execPath, [built, "inspect", "--engine", "--json"], {
    encoding: "utf8",
  });
  if (status !== 0) {
    const mend = "`npm run setup` builds it again; MRS_ENGINE=plain does without it, much slower.";
    return { what: "engine", state: "bad", found: "ends the process when it is loaded", mend };
  }
  const info = JSON.parse(stdout) as Record<string, unknown>;
  if (info.backend === "native") {
    const found = `TensorFlow ${String(info.tensorflowVersion ?? "")}, ${String(info.threads)} threads${info.gpu ? ", GPU" : ""}`;
    return { what: "engine", state: "good", found };
  }
  return {
    what: "engine",
    state: "poor",
    found: "plain JavaScript: training is ten to a hundred times slower",
    mend: "`npm run setup` in the project builds the native one; it needs Python with venv and a C++ compiler.",
  };
}

function drawing(): Finding {
  try {
    createRequire(import.meta.url)("canvas");
    return { what: "canvas", state: "good", found: "figures can be drawn" };
  } catch (error) {
    const found = error instanceof Error ? error.message.split("\n")[0] : String(error);
    return {
      what: "canvas",
      state: "bad",
      found,
      mend: "`npm install` again; its binaries are optional packages.",
    };
  }
}

function browser(): Finding {
  const names = [
    "chromium",
    "chromium-browser",
    "google-chrome",
    "chrome",
    "firefox",
    "safari",
    "open",
    "xdg-open",
  ];
  const folders = (process.env.PATH ?? "").split(path.delimiter).filter(Boolean);
  const found = names.flatMap((name) => folders.map((folder) => path.join(folder, name))).find(existsSync);
  if (found !== undefined) return { what: "browser", state: "good", found };
  return {
    what: "browser",
    state: "poor",
    found: "none found on this machine",
    mend: "JupyterLab and the gallery are pages: `apt install chromium`, or copy figures/ to where there is one.",
  };
}

function declarations(): Finding {
  try {
    dataRead("study.json");
    return { what: "data", state: "good", found: "the declarations in data/ are read" };
  } catch (error) {
    const found = error instanceof Error ? error.message : String(error);
    return {
      what: "data",
      state: "bad",
      found,
      mend: "Install the package again, or get data/ back (`git restore data`).",
    };
  }
}

async function scans(): Promise<Finding> {
  const what = "scans";
  const { readScans } = await import("../io/index.js");
  const { measuredData } = await import("../study/set/measuredData.js");
  const named = process.env.MRS_COHORT || measuredData();
  const folder = named && path.resolve(named);
  const mend =
    "MRS_COHORT=FOLDER of your own scans, or MRS_DATA=FOLDER as the README says under Measured scans.";
  if (folder === undefined) {
    return { what, state: "poor", found: "no measured scans named: the simulated cohort is used", mend };
  }
  if (!existsSync(folder)) return { what, state: "bad", found: `${folder}: no such folder`, mend };
  try {
    const { scans: read, rejected } = await readScans(folder);
    const bad = rejected.length > 0 ? `, ${rejected.length} cannot be read` : "";
    return { what, state: "good", found: `${folder}: ${read.length} scans${bad}` };
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    return { what, state: "bad", found: error.message.split("\n")[0], mend };
  }
}

function memory(): Finding {
  const free = os.freemem() / 1e9;
  const found = `${free.toFixed(1)} GB of ${(os.totalmem() / 1e9).toFixed(1)} GB free`;
  const enough = free >= 2;
  return {
    what: "memory",
    state: enough ? "good" : "poor",
    found,
    ...(!enough && { mend: "The full studies use about 2 GB: close something, or take `--quick`." }),
  };
}

function disk(folder: string): Finding {
  const { bavail, bsize } = statfsSync(folder);
  const free = (bavail * bsize) / 1e9;
  const enough = free >= 1;
  return {
    what: "disk",
    state: enough ? "good" : "poor",
    found: `${free.toFixed(1)} GB free`,
    ...(!enough && { mend: "Make room; kept models lie in .cache/models and may be deleted." }),
  };
}
