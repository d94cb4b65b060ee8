import { writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readNiftiMrsMeta, readScan, scanFormat, stackToNiftiMrs } from "../../lib/io/index.js";
import { scanCoilsCombine } from "../../lib/process/index.js";
import { inFolder } from "./inFolder.js";
import { niftiBytes, zipped, type NiftiParts } from "./scanFiles.js";

const at = inFolder();
const META = { SpectrometerFrequency: [127.75], ResonantNucleus: ["1H"], EchoTime: 0.068, RepetitionTime: 2 };
/** Two complex points a row, k-th row [k + 0.5i, -k + 2i] as stored. */
const rows = (n: number): Float32Array =>
  Float32Array.from(Array.from({ length: n }, (_, k) => [k, 0.5, -k, 2]).flat());
const complex64 = (
  dim: number[],
  meta: Record<string, unknown> = {},
  parts: Partial<NiftiParts> = {},
): NiftiParts => ({
  dim: [1, 1, 1, 2, ...dim],
  datatype: 32,
  numbers: rows(dim.reduce((product, size) => product * size, 1)),
  meta: { ...META, ...meta },
  ...parts,
});
let count = 0;
async function file(parts: NiftiParts | Uint8Array): Promise<string> {
  const path = at(`scan${count++}.dat`);
  await writeFile(path, parts instanceof Uint8Array ? parts : niftiBytes(parts));
  return path;
}

describe("readScan of NIfTI-MRS", () => {
  const layouts = [1, 2].flatMap((version) =>
    [true, false].flatMap((littleEndian) => [true, false].map((gz) => ({ version, littleEndian, gz }))),
  );
  it.each(layouts)(
    "reads version $version, little-endian $littleEndian, gzip $gz",
    async ({ version, littleEndian, gz }) => {
      const bytes = niftiBytes(
        complex64([3], { dim_5: "DIM_DYN" }, { version: version as 1 | 2, littleEndian }),
      );
      const path = await file(gz ? zipped(bytes) : bytes);
      expect(await scanFormat(path)).toBe("NIfTI-MRS");
      const stack = await readScan(path);
      expect([...stack.re]).toEqual([0, -0, 1, -1, 2, -2]);
      // the conjugate of what is stored
      expect([...stack.im]).toEqual([-0.5, -2, -0.5, -2, -0.5, -2]);
      expect(stack).toMatchObject({
        shape: [3, 2],
        spectrometerFrequency: 127.75,
        referencePpm: 4.68,
        echoTime: 0.068,
        repetitionTime: 2,
        nucleus: "1H",
        dimensions: [{ tag: "DIM_DYN", size: 3 }],
        history: ["read: NIfTI-MRS, 3 x 2"],
      });
      // version 1 stores pixdim in single precision
      expect(stack.dwellTime).toBeCloseTo(5e-4, 10);
    },
  );

  it("keeps the order of the file: dimension 7 slowest, tags listed so", async () => {
    const meta = { dim_5: "DIM_DYN", dim_6: "DIM_EDIT", dim_7: "DIM_MEAS" };
    const stack = await readScan(await file(complex64([2, 3, 4], meta)));
    expect(stack.dimensions).toEqual([
      { tag: "DIM_MEAS", size: 4 },
      { tag: "DIM_EDIT", size: 3 },
      { tag: "DIM_DYN", size: 2 },
    ]);
    // NIfTI is column-major: (dyn, edit, meas) = (1, 2, 3) lies at 1 + 2 (2 + 3 x 3) = 23
    expect(stack.re[2 * 23]).toBe(23);
    expect(stack.labels).toBeUndefined();
  });

  it.each([
    "DIM_DYN",
    "DIM_EDIT",
    "DIM_INDIRECT_0",
    "DIM_INDIRECT_1",
    "DIM_PHASE_CYCLE",
    "DIM_MEAS",
    "DIM_USER_0",
    "DIM_USER_2",
    "DIM_METCYCLE",
    "DIM_ISIS",
  ])("passes the tag %s with its header", async (tag) => {
    const header = { EchoTime: { start: 0.03, increment: 0.01 } };
    const stack = await readScan(await file(complex64([2], { dim_5: tag, dim_5_header: header })));
    expect(stack.dimensions).toEqual([{ tag, size: 2, header }]);
  });

  it("has no dimensions for a single FID, and drops unnamed ones of size 1", async () => {
    expect((await readScan(await file(complex64([])))).dimensions).toBeUndefined();
    const stack = await readScan(await file(complex64([1, 2], { dim_6: "DIM_DYN" })));
    expect(stack.dimensions).toEqual([{ tag: "DIM_DYN", size: 2 }]);
  });

  it.each([
    [
      ["OFF", "ON"],
      [0, 0, 1, 1],
    ],
    [
      ["on", "Off"],
      [1, 1, 0, 0],
    ],
    [{ Value: ["Edit_ON", "MEGA OFF"], Description: "x" }, [1, 1, 0, 0]],
    [["A", "B"], undefined],
  ])("labels from EditCondition %j", async (EditCondition, labels) => {
    const meta = { dim_5: "DIM_DYN", dim_6: "DIM_EDIT", dim_6_header: { EditCondition } };
    const stack = await readScan(await file(complex64([2, 2], meta)));
    expect(stack.labels && [...stack.labels]).toEqual(labels);
  });

  it("labels interleaved conditions on DIM_DYN", async () => {
    const meta = { dim_5: "DIM_DYN", dim_5_header: { EditCondition: ["ON", "OFF", "ON"] } };
    expect([...(await readScan(await file(complex64([3], meta)))).labels!]).toEqual([1, 0, 1]);
  });

  it.each([
    ["float64", 64, Float64Array.of(1.5, -2)],
    ["float32", 16, Float32Array.of(1.5, -2)],
    ["int32", 8, Int32Array.of(70000, -2)],
    ["uint32", 768, Uint32Array.of(4294967295, 2)],
    ["int16", 4, Int16Array.of(300, -2)],
    ["uint16", 512, Uint16Array.of(65535, 2)],
    ["int8", 256, Int8Array.of(3, -2)],
    ["uint8", 2, Uint8Array.of(255, 2)],
  ])("takes %s as the real part, scaled, and says so", async (_, datatype, numbers) => {
    for (const littleEndian of [true, false]) {
      const parts = {
        dim: [1, 1, 1, 2],
        datatype,
        numbers,
        littleEndian,
        slope: 0.5,
        intercept: 1,
        meta: META,
      };
      const stack = await readScan(await file(niftiBytes(parts)));
      // y = slope x + inter, nifti1.h
      expect([...stack.re]).toEqual([...numbers].map((x) => Math.fround(x * 0.5 + 1)));
      expect([...stack.im]).toEqual([0, 0]);
      expect(stack.history).toContain("sign: real samples, imaginary part of 0");
    }
  });

  it("reads complex128, with a slope on both parts and none for slope 0 or NaN", async () => {
    const parts = { dim: [1, 1, 1, 2], datatype: 1792, numbers: Float64Array.of(1, 2, 3, 4), meta: META };
    for (const [slope, factor] of [
      [0.5, 0.5],
      [0, 1],
      [NaN, 1],
      [1, 1],
    ]) {
      const stack = await readScan(await file(niftiBytes({ ...parts, slope })));
      expect([...stack.re]).toEqual([factor, 3 * factor]);
      expect([...stack.im]).toEqual([-2 * factor, -4 * factor]);
    }
  });

  it.each([
    [8, 5e-4],
    [16, 0.5],
    [24, 500],
    [0, 5e-4],
  ])("takes time unit %i of xyzt_units", async (unit, dwell) => {
    const stack = await readScan(await file(complex64([], {}, { xyztUnits: 2 | unit, dwell })));
    expect(stack.dwellTime).toBeCloseTo(5e-4, 12);
  });

  it("takes the centre from SpecFreqChemShift and RxOffset, not from TxOffset, then the nucleus", async () => {
    const centre = async (meta: Record<string, unknown>, fallback = {}): Promise<number> =>
      (await readScan(await file(complex64([], meta)), { fallback })).referencePpm;
    expect(await centre({ SpecFreqChemShift: 3, RxOffset: -0.5, TxOffset: -1.7 })).toBe(2.5);
    expect(await centre({ TxOffset: -1.7 })).toBe(4.68);
    expect(await centre({}, { referencePpm: 4.65 })).toBe(4.65);
    expect(await centre({ SpecFreqChemShift: 3 }, { referencePpm: 4.65 })).toBe(3);
    expect(await centre({ ResonantNucleus: ["31P"] })).toBe(0);
  });

  it("keeps coils and writes them again; combined, two with factors 1 and -2i are one FID", async () => {
    const fid = Array.from({ length: 64 }, (_, t) => [
      Math.cos(t / 5) * 0.97 ** t,
      Math.sin(t / 5) * 0.97 ** t,
    ]);
    const numbers = Float32Array.from([...fid, ...fid.map(([re, im]) => [2 * im, -2 * re])].flat());
    const meta = { ...META, dim_5: "DIM_COIL" };
    const kept = await readScan(
      await file(niftiBytes({ dim: [1, 1, 1, 64, 2], datatype: 32, numbers, meta })),
    );
    expect(kept).toMatchObject({ shape: [2, 64], dimensions: [{ tag: "DIM_COIL", size: 2 }] });
    const again = await readScan(await file(stackToNiftiMrs(kept)));
    expect(again).toMatchObject({ shape: kept.shape, dimensions: [{ tag: "DIM_COIL", size: 2 }] });
    expect(again.re).toEqual(kept.re);
    const { stack } = scanCoilsCombine(kept);
    expect(stack).toMatchObject({ shape: [1, 64], dimensions: undefined });
    expect(stack.history.at(-1)).toMatch(/^coils: 2 combined/);
    // noiseless coils agree on the FID: either coil's own, here of the first or (after -2i) the second
    const gain = Math.hypot(stack.re[0], stack.im[0]);
    for (let t = 0; t < 64; t++)
      expect(Math.hypot(stack.re[t], stack.im[t])).toBeCloseTo(gain * 0.97 ** t, 5);
    expect([1, 2]).toContain(Math.round(gain * 1e5) / 1e5);
  });

  it("takes a NIfTI from before the standard as stored, when told its frequency", async () => {
    const path = await file(complex64([], {}, { meta: null, intentName: "" }));
    await expect(readScan(path)).rejects.toThrow(
      /SpectrometerFrequency is missing; expected MHz, in a NIfTI-MRS/,
    );
    const stack = await readScan(path, { fallback: { spectrometerFrequency: 297.2 } });
    expect([...stack.im]).toEqual([0.5, 2]);
    expect(stack.history).toContain("sign: no mark of NIfTI-MRS, not conjugated");
  });

  it("gives the header extension as it stands", async () => {
    const meta = { SyntheticScan: { Description: "not measured" } };
    expect(await readNiftiMrsMeta(await file(complex64([], meta)))).toEqual({ ...META, ...meta });
    expect(await readNiftiMrsMeta(await file(complex64([], {}, { meta: null })))).toEqual({});
  });

  it("turns others' ProcessingApplied into history", async () => {
    const ProcessingApplied = [
      { Time: "2024", Program: "FSL-MRS", Version: "2", Method: "Phasing", Details: "0 deg" },
      7,
    ];
    const { history } = await readScan(await file(complex64([], { ProcessingApplied })));
    expect(history).toEqual(["Phasing: FSL-MRS, 0 deg", "processing", "read: NIfTI-MRS, 2"]);
  });

  it("takes NaN and infinity in the header, as Python writes them, for missing, and says so", async () => {
    const meta = `{"SpectrometerFrequency": [127.75], "ResonantNucleus": ["31p"], "EchoTime": NaN, "Note": "NaN, -Infinity", "VOI": [1, -Infinity]}`;
    const path = await file(complex64([], {}, { meta }));
    const stack = await readScan(path, { fallback: { echoTime: 0.03 } });
    expect(stack).toMatchObject({
      spectrometerFrequency: 127.75,
      echoTime: 0.03,
      nucleus: "31P",
      referencePpm: 0,
    });
    expect(stack.history).toContain("header: EchoTime, VOI[1] not finite, taken as missing");
    expect(await readNiftiMrsMeta(path)).toMatchObject({ EchoTime: null, Note: "NaN, -Infinity" });
  });

  const bad: [string, Partial<NiftiParts> & { meta?: Record<string, unknown> | string | null }, RegExp][] = [
    ["TE of 35 s", { meta: { ...META, EchoTime: 35 } }, /echoTime is 35; expected seconds in \[0, 2\]/],
    ["TE as text", { meta: { ...META, EchoTime: "35 ms" } }, /EchoTime is 35 ms; expected a number/],
    ["zero dwell time", { dwell: 0 }, /dwellTime is 0; expected seconds in/],
    ["dwell time in ms under unit s", { dwell: 0.5 }, /dwellTime is 0\.5; expected seconds in/],
    ["a unit of time that is none", { xyztUnits: 32 }, /xyzt_units is 32; expected a unit of time/],
    [
      "bandwidth against dwell time",
      { meta: { ...META, SpectralWidth: 4000 } },
      /SpectralWidth is 4000; expected 1 \/ dwell time.*2000/,
    ],
    [
      "frequency missing",
      { meta: { ResonantNucleus: ["1H"] } },
      /SpectrometerFrequency is missing; expected MHz/,
    ],
    [
      "frequency in Hz",
      { meta: { ...META, SpectrometerFrequency: [127750000] } },
      /spectrometerFrequency is 127750000; expected MHz/,
    ],
    [
      "nucleus of another type",
      { meta: { ...META, ResonantNucleus: [1] } },
      /ResonantNucleus is 1; expected a nucleus/,
    ],
    [
      "NaN samples",
      { numbers: Float32Array.of(1, 0, NaN, 0) },
      /sample 1 of transient 0 \(re\) is NaN; expected a finite/,
    ],
    ["imaging", { dim: [2, 1, 1, 1] }, /dim\[1…3\] is 2 x 1 x 1; expected 1 x 1 x 1/],
    ["an image", { dim: [1, 1, 2] }, /dim\[0\] is 3; expected 4 to 7/],
    ["a size of 0", { dim: [1, 1, 1, 2, 0] }, /dim\[5\] is 0; expected a size of at least 1/],
    [
      "too few samples for its sizes",
      { dim: [1, 1, 1, 3] },
      /bytes of samples is 16; expected 24, by dim 1 x 1 x 1 x 3/,
    ],
    [
      "a dimension without a tag",
      { dim: [1, 1, 1, 1, 2] },
      /dim_5 is missing; expected a tag such as DIM_DYN/,
    ],
    [
      "a dimension whose tag is misspelt",
      { dim: [1, 1, 1, 1, 2], meta: { ...META, dim_5: "DIM_DYNS" } },
      /dim_5 is DIM_DYNS; expected a tag of NIfTI-MRS: DIM_COIL, DIM_DYN/,
    ],
    ["RGB samples", { datatype: 128 }, /datatype is 128; expected 32 \(complex64\)/],
    [
      "an extension that is no JSON",
      { meta: "{EchoTime" },
      /header extension \(code 44\) is \{EchoTime; expected a JSON object/,
    ],
    [
      "an extension that is no JSON further on",
      {
        meta: `{"SpectrometerFrequency": [127.75], "InversionTime": NaN, 'EchoTime': 0.03, "RepetitionTime": 2}`,
      },
      /is ….*'EchoTime'.*…; expected a JSON object; it is invalid JSON: .*position 58/,
    ],
    [
      "an extension that is no object",
      { meta: "[1]" },
      /header extension \(code 44\) is \[1\]; expected a JSON object/,
    ],
    [
      "conditions that do not fit their dimension",
      { dim: [1, 1, 1, 1, 2], meta: { ...META, dim_5: "DIM_EDIT", dim_5_header: { EditCondition: ["ON"] } } },
      /EditCondition of DIM_EDIT is \["ON"\]; expected 2 conditions/,
    ],
  ];
  it("reads where the pulses of each editing condition lie", async () => {
    const EditPulse = { A: { PulseOffset: [1.9, 4.58], PulseDuration: 0.02 }, B: { PulseOffset: 7.5 } };
    const meta = { ...META, EditPulse, dim_5: "DIM_EDIT", dim_5_header: { EditCondition: ["A", "B"] } };
    const { dimensions } = await readScan(await file(complex64([2], { ...meta })));
    expect(dimensions![0].editPulses).toEqual({ A: [1.9, 4.58], B: [7.5] });
  });

  it.each(bad)("refuses %s", async (_, parts, message) => {
    const path = await file(complex64([], {}, parts));
    await expect(readScan(path)).rejects.toThrow(message);
    await expect(readScan(path)).rejects.toThrow(`${path}: `);
    await expect(readScan(path)).rejects.toHaveProperty("name", "InputError");
  });

  it("refuses a truncated file, zipped or not, one too long, and headers that contradict themselves", async () => {
    const whole = niftiBytes(complex64([3], { dim_5: "DIM_DYN" }));
    await expect(readScan(await file(whole.subarray(0, -8)))).rejects.toThrow(
      /bytes of samples is 40; expected 48/,
    );
    await expect(readScan(await file(Buffer.concat([whole, whole])))).rejects.toThrow(
      /bytes of samples is \d+; expected 48/,
    );
    await expect(readScan(await file(whole.subarray(0, 500)))).rejects.toThrow(
      /bytes is 500; expected a header of 544/,
    );
    await expect(readScan(await file(whole.subarray(0, 600)))).rejects.toThrow(
      /vox_offset is \d+; expected a place inside/,
    );
    const zip = zipped(whole);
    await expect(readScan(await file(zip.subarray(0, -20)))).rejects.toThrow(
      /gzip stream is broken \(unexpected end of file\); expected a complete one/,
    );
    const damaged = Uint8Array.from(zip);
    damaged[damaged.length - 5] ^= 0xff; // the checksum
    await expect(readScan(await file(damaged))).rejects.toThrow(
      /gzip stream is broken \(incorrect data check\)/,
    );
    const sizeof = Uint8Array.from(whole);
    sizeof[0] = 7;
    await expect(readScan(await file(sizeof))).rejects.toThrow(/sizeof_hdr is \d+; expected 540/);
    const extension = Uint8Array.from(whole);
    extension[544] = 3;
    extension[545] = 0;
    await expect(readScan(await file(extension))).rejects.toThrow(
      /size of a header extension is 3; expected 8 to/,
    );
  });
});
