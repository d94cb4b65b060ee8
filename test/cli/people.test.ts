import { execFileSync, spawnSync } from "node:child_process";
import { chmodSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { afterAll, describe, expect, test } from "vitest";

import { programCommand } from "../../lib/cli/programCommand.js";
import { paint } from "../../lib/cli/terminal.js";
import { programIn } from "./program.js";
import type { Ran } from "./program.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-people-"));
afterAll(() => rmSync(folder, { recursive: true }));

const run = (words: string[], env: Record<string, string> = {}): Ran => programIn(folder, env)(...words);

/** The verbs that a help text lists. */
const verbsOf = (help: string): string[] =>
  Array.from(
    /Commands:\n([\s\S]*?)(\n\n|$)/.exec(help)?.[1].matchAll(/^ {2}(\w+)/gm) ?? [],
    ([, verb]) => verb,
  ).filter((verb) => verb !== "help");

/** The help of a verb, in this process: starting one takes its time. */
function helpOf(...words: string[]): string {
  const command = words.reduce(
    (parent, word) => parent.commands.find((each) => each.name() === word)!,
    programCommand(),
  );
  let text = "";
  command.configureOutput({ writeOut: (part) => (text += part) }).outputHelp();
  return text;
}

describe("help", () => {
  test("every verb has examples, and the whole says what exit codes mean", () => {
    const help = helpOf();
    expect(help).toMatch(/Exit codes: 0 done, 1 an error .*, 2 a wrong use .*, 130 interrupted/);
    const verbs = verbsOf(help);
    expect(verbs).toEqual(
      expect.arrayContaining(["inspect", "train", "generate", "figures", "doctor", "completion"]),
    );
    for (const verb of verbs) {
      const text = helpOf(verb);
      const below = verbsOf(text);
      const texts = below.length === 0 ? [text] : below.map((child) => helpOf(verb, child));
      for (const each of texts) expect(each, verb).toMatch(new RegExp(`Examples?:\\n  mrs-synth ${verb}`));
    }
  });
});

describe("--quiet, --json, colours", () => {
  test("--quiet prints nothing but errors and --json; a terminal is needed for progress", () => {
    const words = ["simulate", "basis", "--sequence", "press35", "--metabolites", "Cr", "--out", "basis"];
    const loud = run(words);
    expect(loud).toMatchObject({ code: 0, err: "" });
    expect(loud.out).not.toBe("");
    expect(run([...words, "--quiet"])).toEqual({ code: 0, out: "", err: "" });
    expect(JSON.parse(run(["--quiet", ...words, "--json"]).out)).toBeTypeOf("object");
    const fault = run(["inspect", "nowhere.nii", "--quiet"]);
    expect(fault).toMatchObject({ code: 1, out: "" });
    expect(fault.err).toMatch(/^mrs-synth: nowhere\.nii.*\n$/);
  });

  test("colours are for terminals, and not with NO_COLOR", () => {
    const [terminal, { NO_COLOR, TERM }] = [process.stdout.isTTY, process.env];
    try {
      Object.assign(process.env, { TERM: "xterm", NO_COLOR: "" });
      process.stdout.isTTY = true;
      expect(paint("ok", "green")).toBe("\x1b[32mok\x1b[39m");
      process.env.NO_COLOR = "1";
      expect(paint("ok", "green")).toBe("ok");
      process.env.NO_COLOR = "";
      process.stdout.isTTY = false;
      expect(paint("ok", "green")).toBe("ok");
    } finally {
      process.stdout.isTTY = terminal;
      Object.assign(process.env, { NO_COLOR: NO_COLOR ?? "", TERM: TERM ?? "" });
    }
  });
});

// It starts Python, tslab and the engine, each in a process of its own.
describe("doctor", { timeout: 180_000 }, () => {
  interface Report {
    ok: boolean;
    findings: { what: string; state: string; found: string; mend?: string }[];
  }

  test("looks at everything; what is bad has a remedy and the exit code 1", () => {
    const { code, out } = run(["doctor", "--json"], {
      MRS_ENGINE: "plain",
      MRS_COHORT: path.join(folder, "none"),
      PATH: "",
    });
    const { ok, findings } = JSON.parse(out) as Report;
    const what = Object.fromEntries(findings.map((finding) => [finding.what, finding]));
    expect(Object.keys(what)).toEqual([
      "Node.js",
      "Python",
      "kernel",
      "spec2nii",
      "engine",
      "canvas",
      "browser",
      "data",
      "scans",
      "memory",
      "disk",
    ]);
    expect(what["Node.js"]).toMatchObject({ state: "good", found: process.versions.node });
    expect(what.engine).toMatchObject({ state: "poor" });
    expect(what.browser).toMatchObject({ state: "poor" });
    expect(what.scans).toMatchObject({
      state: "bad",
      found: expect.stringContaining("no such folder") as string,
    });
    for (const { state, mend } of findings) if (state !== "good") expect(mend).toMatch(/\w{3}/);
    expect([ok, code]).toEqual([false, 1]);
  });

  test("a line each for people", () => {
    const { code, out } = run(["doctor"], { MRS_DATA: folder });
    // A folder without scans is a fault in what was asked for.
    expect(code).toBe(1);
    expect(out).toMatch(/^ok {3}Node\.js {3}\d+\.\d+\.\d+$/m);
    expect(out).toMatch(/^BAD {2}scans /m);
  });
});

describe("completion", () => {
  const script = run(["completion", "bash"]).out;

  /** What bash offers after some words, the last one unfinished. */
  function offered(...words: string[]): string[] {
    const code = `${script}
COMP_WORDS=(mrs-synth ${words.map((word) => `'${word}'`).join(" ")}); COMP_CWORD=${words.length}
_mrs_synth; printf '%s\\n' "\${COMPREPLY[@]}"`;
    return execFileSync("bash", ["-c", code], { encoding: "utf8" }).split("\n").filter(Boolean).sort();
  }

  test("bash: verbs, verbs of verbs, options and the values they take", () => {
    expect(offered("in")).toEqual(["inspect"]);
    expect(offered("simulate", "")).toEqual(["--help", "basis", "cohort"]);
    expect(offered("simulate", "cohort", "--s")).toEqual(["--seed"]);
    expect(offered("generate", "--method", "hy")).toEqual(["hybrid"]);
    expect(offered("inspect", "scan.nii", "--j")).toEqual(["--json"]);
  });

  test.each(["zsh", "fish"])("%s gets every verb and its options", (shell) => {
    const text = run(["completion", shell]).out;
    for (const verb of verbsOf(helpOf())) expect(text).toContain(verb);
    expect(text).toMatch(/hybrid/);
    const there = spawnSync(shell, ["--version"]).status === 0;
    if (!there) return;
    const file = path.join(folder, shell);
    writeFileSync(file, text);
    chmodSync(file, 0o644);
    expect(spawnSync(shell, ["-n", file], { encoding: "utf8" }).stderr).toBe("");
  });
});
