import { existsSync, mkdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { randomSource } from "../../lib/signal/index.js";
import { errorOf, kernelTalk, text } from "./kernelTalk.js";
import type { Told } from "./kernelTalk.js";

const root = fileURLToPath(new URL("../..", import.meta.url)).replace(/\/$/, "");

let folder: string;
beforeAll(async () => {
  mkdirSync(path.join(root, ".cache"), { recursive: true });
  // Inside the checkout, where the library is found by its name.
  folder = await mkdtemp(path.join(root, ".cache", "kernel-test-"));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

const talk = (steps: object[]): Promise<Told[]> => kernelTalk(steps, folder);

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
  expect(errorOf(first)).toMatch(/^Interrupted: .*its best epoch is kept/);
  expect(first.outputs.filter(({ kind }) => kind === "update_display_data").length).toBeGreaterThan(2);
  const epochs = (told: Told): number => Number(/ended signal true (\d+)/.exec(text(told))?.[1]);
  // A training from the start would end earlier than the first: it has two thirds of its time.
  expect(epochs(again)).toBeGreaterThan(epochs(first));
  expect(existsSync(folder)).toBe(true);
  expect(text(built)).toMatch(/mrs-synth was built again: .* goes on with the old one.*\ntrue\n/s);
});

test("what does not heed an interrupt is stopped for good, and what is said of it is true", async () => {
  const waiting =
    "let turns = 0;\nconsole.log('go');\nfor (;;) { turns++; await new Promise((resolve) => setTimeout(resolve, 20)); }";
  const nested = [
    "console.log('go');",
    "const busy = async () => { await null; for (;;); };",
    "await Promise.all([busy(), busy()]);",
  ].join("\n");
  const told = await talk([
    { code: waiting, interrupt: [0.2] },
    { code: "await new Promise((resolve) => setTimeout(resolve, 200));\n'lives'" },
    { code: "console.log('go');\nfor (;;);", interrupt: [0.2] },
    { code: "console.log('go');\nawait null;\nfor (;;);", interrupt: [0.2] },
    { code: nested, interrupt: [0.2] },
    { code: "for (;;) console.log('words');", interrupt: [0.2] },
    {
      code: "setTimeout(() => console.log('late'), 600);\nconsole.log('go');\nfor (;;) await null;",
      interrupt: [0.1],
    },
    { code: "await new Promise((resolve) => setTimeout(resolve, 800));\n'lives'" },
  ]);
  expect(errorOf(told[0])).toMatch(/^Interrupted: the cell was stopped where it waited, and does not go on/);
  expect(told[1].status).toBe("ok");
  for (const one of told.slice(2, 6)) {
    expect(errorOf(one)).toMatch(/^Interrupted: the cell was stopped in the middle of a calculation/);
    expect(errorOf(one)).not.toMatch(/goes on from there/);
  }
  expect(errorOf(told[6])).toMatch(/^Interrupted: the cell was stopped .* and does not go on/);
  // Nothing more is shown of a cell that was stopped.
  expect(text(told[7])).toBe("");
  expect(told[7].status).toBe("ok");
});

// Two kernels in the usual run; MRS_INTERRUPTS=100 for as many interrupts.
const kernels = Math.ceil(Number(process.env.MRS_INTERRUPTS ?? 14) / 7);

test(`${7 * kernels} interrupts at random moments: the next cell works`, { timeout: 1e6 }, async () => {
  const random = randomSource(Number(process.env.MRS_SEED ?? 1));
  const load =
    'import { cohortConfig, displayProgress, randomSource, reconstructionStudy, simulatedSet, studyModel, umapFit } from "mrs-synth";';
  const data =
    'const set = simulatedSet({ ...cohortConfig("quick", 1), sites: 1, subjectsPerSite: 3, transients: 8 });\n' +
    "const points = Float32Array.from({ length: 4000 }, (_, k) => Math.sin(k * k));";
  const train = (epochs: number, seed: number): string =>
    `const model${seed} = await studyModel(set, { layers: [32], latent: 4, epochs: ${epochs}, patience: 5000, seed: ${seed} }, ` +
    '{ progress: displayProgress("train"), fresh: true });';
  const umap =
    'await umapFit(points, [400, 10], { random: randomSource(1), progress: displayProgress("umap") });';
  // What is interrupted, up to when (s), and the cell after it.
  const cells: [string, number, string][] = [
    [load, 4, load],
    [train(5000, 1), 2, `${train(3, 2)}\nmodel2.history.length`],
    [train(5000, 3), 1, `${train(3, 4)}\nmodel4.history.length`],
    [umap, 1, "points.length"],
    [
      "for (let k = 0; k < 2000; k++) reconstructionStudy(model4, set.test);",
      1,
      "reconstructionStudy(model4, set.test).summary.length",
    ],
    ["let turns = 0;\nfor (;;) turns++;", 1, "1 + 1"],
    ["await new Promise((resolve) => setTimeout(resolve, 50));\nfor (;;);", 1, "1 + 2"],
  ];
  for (let kernel = 0; kernel < kernels; kernel++) {
    const steps = cells.flatMap(([code, until, after], k) => [
      { code, interrupt: [random.uniform() * until], at: "start" },
      { code: k === 1 ? data : "0" },
      { code: after },
      ...(k === 0 ? [{ code: data }] : []),
    ]);
    const told = await talk(steps);
    told.forEach((one, k) => {
      const { interrupt } = steps[k] as { interrupt?: number[] };
      const where = `kernel ${kernel}, step ${k} (${steps[k].code.slice(0, 60)}), ${interrupt?.[0]} s`;
      if (interrupt === undefined || one.status === "ok")
        expect(`${where}: ${one.status} ${errorOf(one)}`).toBe(`${where}: ok undefined: undefined`);
      else expect(`${where}: ${errorOf(one)}`).toContain(": Interrupted: ");
    });
  }
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
