import { spawn } from "node:child_process";
import { cpSync, existsSync, mkdtempSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterAll, describe, expect, test } from "vitest";
import { PROGRAM } from "./program.js";
import type { Ran } from "./program.js";

const folder = mkdtempSync(path.join(os.tmpdir(), "mrs-synth-interrupt-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** Runs a verb and sends what Ctrl-C sends when `when` is true of what it has written to stderr; never if left out. */
async function run(words: string[], when?: (err: string) => boolean | Promise<boolean>): Promise<Ran> {
  const child = spawn(process.execPath, [PROGRAM, ...words], {
    cwd: folder,
    env: { ...process.env, MRS_CACHE: path.join(folder, "cache") },
  });
  let [out, err] = ["", ""];
  child.stdout.on("data", (part) => (out += part));
  child.stderr.on("data", (part) => (err += part));
  const ended = new Promise<number | null>((resolve) => child.once("close", resolve));
  let over = false;
  void ended.then(() => (over = true));
  if (when) {
    while (!over && !(await when(err))) await sleep(5);
    child.kill("SIGINT");
  }
  const code = await ended;
  return { code, out, err };
}

describe("Ctrl-C", { timeout: 240_000 }, () => {
  const truth = (subject: string): string =>
    path.join(folder, "cohort", subject, "mrs", `${subject}_truth.json`);

  test("ends a cohort with the code 130; the same command goes on with it", async () => {
    const words = ["simulate", "cohort", "--quick", "--out", "cohort"];
    const stopped = await run(words, () => existsSync(truth("sub-001")));
    expect(stopped).toMatchObject({ code: 130, out: "", err: "mrs-synth: interrupted\n" });
    expect(existsSync(path.join(folder, "cohort", "participants.tsv"))).toBe(false);
    const first = statSync(truth("sub-001")).mtimeMs;
    expect(await run(words)).toMatchObject({ code: 0, err: "", out: "cohort: 36 subjects, 6 sites\n" });
    expect(statSync(truth("sub-001")).mtimeMs).toBe(first);
  });

  test("ends a training with the code 130 and its best epoch; the same command goes on with it", async () => {
    const settings = { layers: [16], latent: 2, epochs: 1_000_000, patience: 1_000_000 };
    writeFileSync(path.join(folder, "long.json"), JSON.stringify(settings));
    // Few of them: all that is read and processed besides is done twice.
    for (const id of ["sub-001", "sub-002", "sub-003"]) {
      const name = path.join("mrs", `${id}_acq-megapress_svs.nii.gz`);
      cpSync(path.join(folder, "cohort", id, name), path.join(folder, "few", id, name));
    }
    const words = ["train", "--data", "few", "--config", "long.json", "--out", "model"];
    // The engine tells of itself on stderr when it is loaded, a moment before the first epoch.
    const learning = async (err: string): Promise<boolean> => err !== "" && (await sleep(4000), true);
    const first = await run(words, learning);
    expect(first.code).toBe(130);
    expect(first.err).toMatch(
      /^mrs-synth: interrupted; this is the best epoch so far, the same command goes on$/m,
    );
    expect(readdirSync(path.join(folder, "model"))).not.toEqual([]);
    expect(readdirSync(path.join(folder, "cache", "models"))).toEqual([
      expect.stringMatching(/\.checkpoint$/),
    ]);
    const second = await run(words, learning);
    expect(second.code).toBe(130);
    const epochs = ({ out }: Ran): number => Number(/best epoch \d+ of (\d+)/.exec(out)![1]);
    expect(epochs(first)).toBeGreaterThan(0);
    expect(epochs(second)).toBeGreaterThan(epochs(first));
  });
});
