import { readdir, readFile, writeFile } from "node:fs/promises";
import * as niftiReader from "nifti-reader-js";
import { describe, expect, it } from "vitest";
import {
  readNiftiMrs,
  readNiftiMrsMeta,
  stackToNiftiMrs,
  writeFileAtomic,
  writeNiftiMrs,
} from "../../lib/io/index.js";
import { fidStack, randomSource, type FidStack, type ScanDimension } from "../../lib/signal/index.js";
import { inFolder } from "./inFolder.js";

const at = inFolder();

function stackOf(
  dimensions: ScanDimension[] | undefined,
  parts: Partial<FidStack> = {},
  points = 8,
): FidStack {
  const n = parts.shape?.[0] ?? (dimensions ?? []).reduce((product, { size }) => product * size, 1);
  const random = randomSource(n);
  const noise = (): Float32Array => Float32Array.from({ length: n * points }, () => random.normal());
  return fidStack({
    re: noise(),
    im: noise(),
    shape: [n, points],
    dwellTime: 1 / 2150,
    spectrometerFrequency: 127.793291,
    referencePpm: 4.68,
    echoTime: 0.068,
    repetitionTime: 2,
    nucleus: "1H",
    dimensions,
    history: ["simulate: subject 3", "zero-fill: 4 to 8 points"],
    ...parts,
  });
}

/** Everything that a file keeps, with the history that reading adds. */
const kept = ({ history, ...stack }: FidStack, read: string): FidStack => ({
  ...stack,
  history: [...history, read],
});
const dim = (tag: string, size: number, header?: Record<string, unknown>): ScanDimension => ({
  tag,
  size,
  ...(header && { header }),
});

describe("writeNiftiMrs then readNiftiMrs", () => {
  const combinations: (ScanDimension[] | undefined)[] = [
    undefined,
    [dim("DIM_DYN", 1)],
    [dim("DIM_DYN", 5)],
    [dim("DIM_EDIT", 2), dim("DIM_DYN", 3)],
    [dim("DIM_DYN", 3), dim("DIM_EDIT", 2)],
    [dim("DIM_MEAS", 2), dim("DIM_EDIT", 2), dim("DIM_DYN", 3)],
    [
      dim("DIM_USER_0", 2),
      dim("DIM_INDIRECT_0", 3, { EchoTime: { start: 0.03, increment: 0.01 } }),
      dim("DIM_PHASE_CYCLE", 2),
    ],
    [
      dim("DIM_ISIS", 4),
      dim("DIM_METCYCLE", 1),
      dim("DIM_DYN", 2, { Block: { Value: [1, 2], Description: "task" } }),
    ],
  ];
  it.each(combinations.map((dimensions) => ({ dimensions })))(
    "gives back $dimensions",
    async ({ dimensions }) => {
      const stack = stackOf(dimensions);
      const sizes = [...(dimensions ?? []).map(({ size }) => size), 8].join(" x ");
      for (const name of ["round.nii.gz", "round.nii"]) {
        await writeNiftiMrs(stack, at(name));
        expect(await readNiftiMrs(at(name))).toEqual(
          kept({ ...stack, labels: undefined }, `read: NIfTI-MRS, ${sizes}`),
        );
      }
    },
  );

  it("gives back a header that is bare", async () => {
    const stack = stackOf(undefined, { echoTime: undefined, repetitionTime: undefined, history: [] });
    await writeNiftiMrs(stack, at("bare.nii"));
    const read = await readNiftiMrs(at("bare.nii"));
    expect(read.echoTime).toBeUndefined();
    expect(read.repetitionTime).toBeUndefined();
    expect(await readNiftiMrsMeta(at("bare.nii"))).toEqual({
      SpectrometerFrequency: [127.793291],
      ResonantNucleus: ["1H"],
    });
  });

  it.each([
    ["DIM_EDIT", [dim("DIM_EDIT", 2), dim("DIM_DYN", 3)], [1, 1, 1, 0, 0, 0], "dim_6_header", ["ON", "OFF"]],
    [
      "DIM_EDIT inside",
      [dim("DIM_DYN", 3), dim("DIM_EDIT", 2)],
      [0, 1, 0, 1, 0, 1],
      "dim_5_header",
      ["OFF", "ON"],
    ],
    ["DIM_DYN, interleaved", [dim("DIM_DYN", 4)], [1, 0, 0, 1], "dim_5_header", ["ON", "OFF", "OFF", "ON"]],
    ["no dimension told", undefined, [1, 0, 0, 1], "dim_5_header", ["ON", "OFF", "OFF", "ON"]],
    ["one average", undefined, [1], "dim_5_header", ["ON"]],
    [
      "DIM_DYN beside a single-valued DIM_EDIT",
      [dim("DIM_EDIT", 1), dim("DIM_DYN", 2)],
      [1, 0],
      "dim_5_header",
      ["ON", "OFF"],
    ],
  ] as [string, ScanDimension[] | undefined, number[], string, string[]][])(
    "keeps labels that follow %s",
    async (_, dimensions, labels, key, EditCondition) => {
      const stack = stackOf(dimensions, { shape: [labels.length, 8], labels: Uint8Array.from(labels) });
      await writeNiftiMrs(stack, at("labels.nii.gz"));
      expect((await readNiftiMrs(at("labels.nii.gz"))).labels).toEqual(stack.labels);
      expect((await readNiftiMrsMeta(at("labels.nii.gz")))[key]).toEqual({ EditCondition });
    },
  );

  it("keeps a centre that readers would not take by themselves, and says the version that has it", async () => {
    for (const [nucleus, referencePpm, intent] of [
      ["1H", 4.65, "mrs_v0_11"],
      ["1H", 4.68, "mrs_v0_9\0"],
      ["31P", 0, "mrs_v0_9\0"],
      ["31P", 4.68, "mrs_v0_11"],
    ] as const) {
      const stack = stackOf(undefined, { nucleus, referencePpm });
      await writeNiftiMrs(stack, at("centre.nii"));
      expect((await readNiftiMrs(at("centre.nii"))).referencePpm).toBe(referencePpm);
      // intent_name of nifti2.h
      expect((await readFile(at("centre.nii"))).toString("latin1", 508, 508 + intent.length)).toBe(intent);
    }
  });

  it("gives the same bytes for the same stack", async () => {
    const stack = stackOf([dim("DIM_DYN", 5)]);
    await writeNiftiMrs(stack, at("a.nii.gz"));
    await new Promise((resolve) => setTimeout(resolve, 1100)); // gzip's time stamp counts seconds
    await writeNiftiMrs(stack, at("b.nii.gz"));
    const bytes = await readFile(at("a.nii.gz"));
    expect((await readFile(at("b.nii.gz"))).equals(bytes)).toBe(true);
    // RFC 1952: MTIME is bytes 4 to 7, 0 for none
    expect(bytes.readUInt32LE(4)).toBe(0);
  });

  it("is opened by another reader (nifti-reader-js): sizes, type, dwell time, samples, extension", () => {
    const stack = stackOf([dim("DIM_EDIT", 2), dim("DIM_DYN", 3)]);
    const bytes = stackToNiftiMrs(stack);
    const buffer = bytes.buffer.slice(0) as ArrayBuffer;
    const header = niftiReader.readHeader(buffer);
    expect([...header.dims]).toEqual([6, 1, 1, 1, 8, 3, 2, 1]);
    expect(header.datatypeCode).toBe(32);
    expect(header.pixDims[4]).toBe(1 / 2150);
    expect(header.extensionCode).toBe(44);
    // It stops after dimension 5, which is why the reader here is our own.
    const samples = new Float32Array(niftiReader.readImage(header, buffer));
    expect(samples.filter((_, k) => k % 2 === 0)).toEqual(stack.re.subarray(0, 24));
    expect(samples.filter((_, k) => k % 2 === 1)).toEqual(stack.im.subarray(0, 24).map((value) => -value));
  });

  it("writes a whole frequency as a float, as the standard's validator in Python asks", () => {
    const text = new TextDecoder("latin1").decode(
      stackToNiftiMrs(stackOf(undefined, { spectrometerFrequency: 128 })),
    );
    expect(text).toContain('"SpectrometerFrequency":[128.0]');
  });

  it("carries extra fields, and nothing that the standard keeps for itself or for people", async () => {
    const extra = { SyntheticScan: { Description: "generated, not measured", Seed: 7 } };
    const header = {
      PatientName: ["A", "B"],
      private_note: { Value: [1, 2], Description: "x" },
      odd: 3,
      EchoTime: [0.03, 0.04],
    };
    await writeNiftiMrs(stackOf([dim("DIM_DYN", 2, header)]), at("extra.nii.gz"), { extra });
    const meta = await readNiftiMrsMeta(at("extra.nii.gz"));
    expect(meta.SyntheticScan).toEqual(extra.SyntheticScan);
    expect(meta.dim_5_header).toEqual({ EchoTime: [0.03, 0.04] });
    expect(JSON.stringify(meta)).not.toMatch(/PatientName|private_note|odd/);
    const stack = stackOf(undefined);
    const none = { Description: 1 } as never;
    expect(() => stackToNiftiMrs(stack, { extra: { PatientName: extra.SyntheticScan } })).toThrow(
      /extra is PatientName; expected a key/,
    );
    expect(() => stackToNiftiMrs(stack, { extra: { Mine: none } })).toThrow(
      /extra\.Mine is .*; expected an object with a Description/,
    );
  });

  it("refuses what a file cannot hold, and leaves no file", async () => {
    const four = stackOf([dim("DIM_MEAS", 1), dim("DIM_EDIT", 2), dim("DIM_DYN", 3), dim("DIM_USER_0", 1)]);
    await expect(writeNiftiMrs(four, at("four.nii"))).rejects.toThrow(
      /four\.nii: dimensions is .*; expected at most 3/,
    );
    const checker = stackOf([dim("DIM_EDIT", 2), dim("DIM_DYN", 2)], { labels: Uint8Array.of(0, 1, 1, 0) });
    await expect(writeNiftiMrs(checker, at("checker.nii"))).rejects.toThrow(
      /labels is varying along several.*DIM_EDIT, DIM_DYN/,
    );
    const nan = { ...stackOf(undefined), dwellTime: NaN };
    await expect(writeNiftiMrs(nan, at("nan.nii"))).rejects.toThrow(/nan\.nii: dwellTime is NaN/);
    expect((await readdir(at("."))).filter((name) => /four|checker|nan/.test(name))).toEqual([]);
  });
});

describe("writeFileAtomic", () => {
  it("makes missing folders, replaces whole files, and leaves nothing behind when it fails", async () => {
    await writeFileAtomic(at("deep/er/file.txt"), "one");
    await writeFileAtomic(at("deep/er/file.txt"), Uint8Array.of(50));
    expect(await readFile(at("deep/er/file.txt"), "utf8")).toBe("2");
    await expect(writeFileAtomic(at("deep/er"), "onto a folder")).rejects.toThrow();
    await writeFile(at("plain"), "");
    await expect(writeFileAtomic(at("plain/below"), "x")).rejects.toThrow();
    expect(await readdir(at("deep"))).toEqual(["er"]);
    expect(await readdir(at("deep/er"))).toEqual(["file.txt"]);
  });

  it("lets many write the same file at once: one of them wins whole", async () => {
    const texts = Array.from({ length: 20 }, (_, k) => String(k).repeat(50_000));
    await Promise.all(texts.map((text) => writeFileAtomic(at("race.txt"), text)));
    expect(texts).toContain(await readFile(at("race.txt"), "utf8"));
  });
});
