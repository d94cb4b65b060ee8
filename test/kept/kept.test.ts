import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { afterAll, afterEach, describe, expect, it, vi } from "vitest";
import { codeFiles } from "../../lib/kept/codeFiles.js";
import { codeHash } from "../../lib/kept/codeHash.js";
import { keptFolder, keptKey } from "../../lib/kept/index.js";

const lib = fileURLToPath(new URL("../../lib/", import.meta.url));
const folder = mkdtempSync(path.join(tmpdir(), "mrs-kept-"));
const copy = path.join(folder, "lib");
cpSync(lib, copy, {
  recursive: true,
  filter: (source) => !/^(dist|node_modules)(\/|$)/.test(path.relative(lib, source).replaceAll("\\", "/")),
});
afterAll(() => rmSync(folder, { recursive: true }));

/** What is kept, by the module that makes it. */
const MAKERS = {
  basis: "spin/basisCached.ts",
  vae: "study/trained/modelKept.ts",
  covariance: "study/covariance/covarianceLearn.ts",
  conditional: "study/conditional/conditionalModel.ts",
  yAutoencoder: "study/yAutoencoder/yaeModel.ts",
  subjects: "study/augmentation/augmentationWorker.ts",
  rows: "study/augmentation/augmentationSubjectRun.ts",
  samplers: "study/augmentation/augmentationSampling.ts",
  copies: "study/augmentation/augmentationCopies.ts",
  outcomes: "study/quantification/quantificationStudy.ts",
  methods: "study/quantification/quantificationMethods.ts",
};

/** A number in a file of each room, and what has to be made again when it is another. */
const CONSTANTS: [file: string, again: (keyof typeof MAKERS)[]][] = [
  ["stats/sobolSequence.ts", ["yAutoencoder"]],
  ["spin/pulsePropagator.ts", ["basis", "conditional", "subjects", "outcomes"]],
  ["cohort/spectrumMaker.ts", ["conditional", "yAutoencoder"]],
  ["cohort/subjectSimulate.ts", ["subjects"]],
  ["process/subSpectraAlign.ts", ["subjects", "outcomes", "methods"]],
  ["engine/train.ts", ["vae", "covariance", "conditional", "yAutoencoder", "samplers"]],
  ["models/vaeObjective.ts", ["vae", "samplers"]],
  ["models/covarianceLayers.ts", ["covariance"]],
  ["samplers/samplerHybrid.ts", ["samplers", "methods"]],
  ["metrics/challengeSnr.ts", ["subjects", "rows", "outcomes"]],
  ["noise/noiseFit.ts", ["methods"]],
  ["fit/fitSolve.ts", ["outcomes", "methods"]],
  ["quantify/waterScale.ts", ["outcomes"]],
  ["study/covariance/covarianceSamples.ts", ["covariance"]],
  ["charts/fig4Reconstruction.ts", []],
];

let round = 0;
/** As a new process would have it: the hash of a module is remembered by its name. */
const hashes = (): Record<string, string> => {
  round++;
  return Object.fromEntries(
    Object.entries(MAKERS).map(([name, file]) => [
      name,
      codeHash(`${pathToFileURL(path.join(copy, file)).href}?${round}`),
    ]),
  );
};

describe("codeHash", () => {
  const before = hashes();

  it.each(CONSTANTS)("sees a number changed in %s where it is used, and only there", (file, again) => {
    const place = path.join(copy, file);
    const text = readFileSync(place, "utf8");
    // In the code: the first digit below the imports and comments.
    const start = text.search(/^(?:export |const |function |async )/m);
    const changed =
      text.slice(0, start) + text.slice(start).replace(/\d/, (one) => String((Number(one) + 1) % 10));
    expect(changed).not.toBe(text);
    writeFileSync(place, changed);
    const after = hashes();
    writeFileSync(place, text);
    expect(Object.keys(MAKERS).filter((name) => after[name] !== before[name])).toEqual(
      Object.keys(MAKERS).filter((name) => again.includes(name as keyof typeof MAKERS)),
    );
    expect(hashes()).toEqual(before);
  });

  it("does not depend on where the library lies", () => {
    const there = (file: string): string => pathToFileURL(path.join(lib, file)).href;
    for (const [name, file] of Object.entries(MAKERS)) expect(codeHash(there(file))).toBe(before[name]);
  });
});

describe("codeFiles", () => {
  it("follows a name through indexes to the file that declares it, and worker files", () => {
    const files = codeFiles(pathToFileURL(path.join(lib, MAKERS.outcomes)).href);
    const names = files.map((file) => path.relative(lib, file).replaceAll("\\", "/"));
    expect(names).toContain("study/quantification/quantificationTask.ts");
    expect(names).toContain("signal/fidStack.ts");
    expect(names.filter((name) => name.endsWith("index.ts"))).toEqual([]);
  });
});

describe("keptKey", () => {
  const code = import.meta.url;
  const settings = { epochs: 3 };
  const whole = Float32Array.from([1, 2, 3, 4]);

  it("is another one for one bit of the data, wherever it is, and for the same samples cut otherwise", () => {
    const key = keptKey({ code, settings, data: [whole] });
    const last = Float32Array.from([1, 2, 3, 4 + 2 ** -21]);
    expect(keptKey({ code, settings, data: [Float32Array.from(whole)] })).toBe(key);
    expect(keptKey({ code, settings, data: [last] })).not.toBe(key);
    expect(keptKey({ code, settings, data: [whole.subarray(0, 2), whole.subarray(2)] })).not.toBe(key);
    expect(keptKey({ code, settings: { epochs: 4 }, data: [whole] })).not.toBe(key);
  });
});

describe("keptFolder", () => {
  afterEach(() => vi.unstubAllEnvs());

  it("is $MRS_CACHE's where that is set", () => {
    vi.stubEnv("MRS_CACHE", path.join(folder, "elsewhere"));
    expect(keptFolder("models")).toBe(path.join(folder, "elsewhere", "models"));
  });
});
