import { execFile } from "node:child_process";
import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

interface Told {
  status: string;
  stopped: number | null;
  outputs: { kind: string; name?: string; text?: string; ename?: string; evalue?: string }[];
}

let folder: string;
beforeAll(async () => {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  // Inside the checkout, where the library is found by its name.
  folder = await mkdtemp(path.join(root, ".cache", "kernel-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

function talk(steps: object[]): Promise<Told[]> {
  return new Promise((resolve, reject) => {
    const env = {
      ...process.env,
      PATH: `${path.dirname(process.execPath)}${path.delimiter}${process.env.PATH ?? ""}`,
      JUPYTER_RUNTIME_DIR: folder,
      MRS_CACHE: folder,
    };
    const script = path.join(root, "test", "notebook", "kernelTalk.py");
    const python = path.join(root, ".venv", "bin", "python");
    const child = execFile(python, [script, folder], { env, maxBuffer: 2 ** 26 }, (error, out) =>
      error ? reject(error) : resolve(JSON.parse(out) as Told[]),
    );
    child.stdin!.end(JSON.stringify(steps));
  });
}

const text = ({ outputs }: Told): string => outputs.map((output) => output.text ?? "").join("");
const errorOf = ({ outputs }: Told): string => {
  const { ename, evalue } = outputs.find(({ kind }) => kind === "error") ?? {};
  return `${ename}: ${evalue}`;
};

test("an interrupt stops training within 2 s and keeps the best model; run again goes on", async () => {
  const train = [
    'import { cohortConfig, displayProgress, simulatedSet, studyModel } from "mrs-synth";',
    'const set = simulatedSet({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 3, transients: 8 });',
    "const model = await studyModel(",
    "  set,",
    "  { layers: [32], latent: 4, epochs: 5000, patience: 5000 },",
    '  { progress: displayProgress("train") },',
    ");",
    'console.log("ended", model.provenance.stopped, model.provenance.bestEpoch > 0, model.history.length);',
  ].join("\n");
  const [first, , again, built] = await talk([
    { code: train, interrupt: [1.5] },
    { code: "console.log(model.history.length);" },
    { code: train, interrupt: [1] },
    { touch: path.join(root, "lib", "dist", ".tsbuildinfo") },
    { code: "console.log(model.history.length > 0);" },
  ]);
  // Jupyter's users wait no longer; measured: 0.1 s.
  expect(first.stopped).toBeLessThan(2);
  expect(text(first)).toMatch(/ended signal true \d+\n/);
  expect(first.status).toBe("error");
  expect(errorOf(first)).toMatch(/^Interrupted: .*keeps its best epoch/);
  expect(first.outputs.filter(({ kind }) => kind === "update_display_data").length).toBeGreaterThan(2);
  const epochs = (told: Told): number => Number(/ended signal true (\d+)/.exec(text(told))?.[1]);
  // A training from the start would end earlier than the first: it has two thirds of its time.
  expect(epochs(again)).toBeGreaterThan(epochs(first));
  expect(existsSync(folder)).toBe(true);
  expect(text(built)).toMatch(/mrs-synth was built again: .* goes on with the old one.*\ntrue\n/s);
});

test("what does not heed an interrupt is given up, at once when it is asked twice", async () => {
  const endless = "console.log('go');\nfor (;;) await new Promise((resolve) => setTimeout(resolve, 20));";
  const [once, next, twice, busy] = await talk([
    { code: endless, interrupt: [0.2] },
    { code: "console.log('lives');" },
    { code: endless, interrupt: [0.2, 0.3] },
    { code: "console.log('go');\nfor (;;);", interrupt: [0.3] },
  ]);
  expect(errorOf(once)).toMatch(/^Interrupted: the cell was given up/);
  expect(once.stopped).toBeGreaterThan(1.4);
  expect(once.stopped).toBeLessThan(2);
  expect(text(next)).toBe("lives\n");
  expect(errorOf(twice)).toMatch(/^Interrupted: the cell was given up/);
  expect(twice.stopped).toBeLessThan(1);
  expect(busy.stopped).toBeLessThan(1);
  expect(errorOf(busy)).toMatch(/^Interrupted/);
});

test("a package that is installed while a cell runs does not break the next cell", async () => {
  const install = [
    'fs.mkdirSync("node_modules/nothing", { recursive: true });',
    'fs.writeFileSync("node_modules/nothing/index.d.ts", "export {};");',
    // As long as the type checker takes to be told
    "await new Promise((resolve) => setTimeout(resolve, 1500));",
  ].join("\n");
  const told = await talk([
    { code: 'import { provenance } from "mrs-synth";\nimport * as fs from "fs";' },
    { code: install },
    { code: "console.log(provenance({}).tool);" },
  ]);
  expect(told.map(({ status }) => status)).toEqual(["ok", "ok", "ok"]);
  expect(text(told[2])).toBe("mrs-synth\n");
});
