import { readdir } from "node:fs/promises";
import { afterEach, describe, expect, test, vi } from "vitest";
import { basisRecentre, readBasis } from "../../lib/basis/index.js";
import { simulateBasisCommand } from "../../lib/cli/simulateBasis.js";
import { BASIS_DEFAULTS, basisSimulate, pulseSequence, spinSystem } from "../../lib/spin/index.js";
import { inFolder } from "../io/inFolder.js";
import { difference, peakPpm, row } from "./spectra.js";

const at = inFolder();
afterEach(() => vi.restoreAllMocks());

async function run(...words: string[]): Promise<string> {
  let out = "";
  vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    out += String(text);
    return true;
  });
  vi.spyOn(console, "log").mockImplementation((text: string) => {
    out += `${text}\n`;
  });
  await simulateBasisCommand()
    .exitOverride()
    .configureOutput({ writeErr: () => {} })
    .parseAsync(words, { from: "user" });
  return out;
}

describe("mrs-synth simulate basis", () => {
  test.each(["json", "lcmodel"] as const)("writes each condition as %s, as simulated", async (format) => {
    const out = await run(
      ...["--sequence", "megaPress68", "--metabolites", "NAA,Cr,Ins,Scyllo", "--format", format],
      ...["--out", at(format), "--json"],
    );
    const told = JSON.parse(out) as { files: string[]; metabolites: string[] };
    expect(told.metabolites).toEqual(["NAA", "Cr", "mI", "sI"]);
    expect(await readdir(at(format))).toEqual(format === "json" ? ["OFF", "ON"] : ["OFF.BASIS", "ON.BASIS"]);
    const systems = told.metabolites.map(spinSystem);
    const sets = basisSimulate(systems, pulseSequence("megaPress68"));
    for (const set of sets) {
      const file = told.files.find((name) =>
        name.includes(`${set.condition}${format === "json" ? "" : "."}`),
      )!;
      const read = await readBasis(file);
      expect(read.condition).toBe(set.condition);
      const again = basisRecentre(read, BASIS_DEFAULTS.referencePpm);
      expect(again.header).toEqual(set.header);
      for (const name of set.names)
        expect(difference(row(set, name), row(again, name)), name).toBeLessThan(1e-6);
      expect(peakPpm(read, "Cr")).toBeCloseTo(3.03, 1);
    }
  });

  test("refuses a sequence, a format, a metabolite that it does not know", async () => {
    const out = ["--out", at("none")];
    await expect(run("--sequence", "steam", ...out)).rejects.toThrow(/sequence is steam; expected/);
    await expect(run("--sequence", "press35", "--format", "mat", ...out)).rejects.toThrow(/json, lcmodel/);
    await expect(run("--sequence", "press35", "--metabolites", "Xyz", ...out)).rejects.toThrow(
      /metabolite is Xyz; expected one of/,
    );
    await expect(run("--sequence", "press35", "--metabolites", "Ins,mI", ...out)).rejects.toThrow(
      /--metabolites: metabolites is Ins and mI/,
    );
  });
});
