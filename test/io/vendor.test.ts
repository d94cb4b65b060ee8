import { execFileSync } from "node:child_process";
import { existsSync } from "node:fs";
import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import { afterEach, describe, expect, it, vi } from "vitest";
import { readScan, readScans, scanFormat } from "../../lib/io/index.js";
import * as finder from "../../lib/io/spec2niiFind.js";
import { spec2niiParts } from "../../lib/io/spec2niiParts.js";
import { EDIT_OFF, EDIT_ON } from "../../lib/signal/index.js";
import type { FidStack } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";
import { inFolder } from "./inFolder.js";
import { peak } from "./peak.js";
import { niftiBytes, sparText, zipped } from "./scanFiles.js";
import {
  brukerParameters,
  conjugate,
  dicomBytes,
  lineFid,
  pfileBytes,
  philipsList,
  rdaBytes,
  twixBytes,
  UIH_DICOM,
} from "./vendorFiles.js";

vi.mock("../../lib/io/spec2niiFind.js", { spy: true });

const at = inFolder();
/** One measured scan as syngo wrote it in two formats (MIT, the tests of suspect). */
const SVS_30 = join(MRS_DATA ?? "", "formats", "siemens_svs_30");
const named = process.env.MRS_SPEC2NII;
afterEach(() => {
  if (named === undefined) delete process.env.MRS_SPEC2NII;
  else process.env.MRS_SPEC2NII = named;
});

const installed = finder.spec2niiFind();
const POINTS = 64;
const DWELL = 5e-4;
/** -328.7 Hz at 123.25 MHz are 2.013 ppm. */
const HERTZ = -328.7;
/** What spec2nii asks of a SPAR beyond what is read here. */
const GEOMETRY = {
  ...Object.fromEntries(
    ["lr", "ap", "cc"].flatMap((axis) => [
      [`${axis}_angulation`, 0],
      [`${axis}_off_center`, 0],
      [`${axis}_size`, 20],
    ]),
  ),
  spectrum_inversion_time: 0,
  scan_id: "PRESS",
  patient_position: '"head_first"',
  patient_orientation: '"supine"',
};
const FID = lineFid(POINTS, DWELL, HERTZ);

function expectFid(stack: FidStack, interleaved: readonly number[], row = 0): void {
  const from = row * stack.shape[1];
  for (let k = 0; k < stack.shape[1]; k++) {
    expect(stack.re[from + k]).toBeCloseTo(interleaved[2 * k], 5);
    expect(stack.im[from + k]).toBeCloseTo(interleaved[2 * k + 1], 5);
  }
}

async function philips(name: string): Promise<string> {
  const fids = [FID, lineFid(POINTS, DWELL, HERTZ, 2), lineFid(POINTS, DWELL, 0, 50)].flat();
  await writeFile(at(`${name}.data`), new Uint8Array(Float32Array.from(fids).buffer));
  await writeFile(at(`${name}.list`), philipsList(POINTS, [2, 1]));
  await writeFile(at(`${name}.SPAR`), sparText({ samples: POINTS, ...GEOMETRY }));
  return at(`${name}.data`);
}

describe.skipIf(installed?.where !== ".venv")("by spec2nii (skipped: not in .venv)", () => {
  it("a Siemens RDA under any name gives its FID, header, and nothing on a person, with decimal commas", async () => {
    const bytes = rdaBytes(conjugate(FID), { MRFrequency: "123,25", TE: "30,0" });
    await writeFile(at("export.dat"), bytes);
    expect(await scanFormat(at("export.dat"))).toBe("Siemens RDA");
    const stack = await readScan(at("export.dat"));
    expectFid(stack, FID);
    expect(stack).toMatchObject({ shape: [1, POINTS], echoTime: 0.03, repetitionTime: 2, nucleus: "1H" });
    expect(stack.spectrometerFrequency).toBeCloseTo(123.25, 9);
    expect(stack.dwellTime).toBeCloseTo(DWELL, 12);
    expect(stack.history[0]).toMatch(/^read: Siemens RDA by spec2nii \d/);
    expect(Math.abs(peak(stack, 0, 6) - 2.01)).toBeLessThan(0.15); // 31 Hz a point
    expect(JSON.stringify(stack)).not.toContain("Some");
  });

  it("Philips data/list gives the scan, and the water when that is asked for", async () => {
    const data = await philips("raw_act");
    for (const path of [data, at("raw_act.list")]) expect(await scanFormat(path)).toBe("Philips data/list");
    const scan = await readScan(data);
    expect(scan).toMatchObject({
      shape: [2, POINTS],
      echoTime: 0.035,
      dimensions: [{ tag: "DIM_DYN", size: 2 }],
    });
    expectFid(scan, FID, 0);
    expectFid(scan, lineFid(POINTS, DWELL, HERTZ, 2), 1);
    expect(scan.history).toContain("left in the file: STD_1");
    const water = await readScan(data, { part: "reference" });
    expectFid(water, lineFid(POINTS, DWELL, 0, 50));
    expect(water.history).toContain("part: STD_1");
  });

  it("a Bruker folder gives its FID, TE and TR", async () => {
    const folder = at("5");
    await mkdir(folder);
    const samples = FID.map((value) => Math.round(1e6 * value));
    const files = {
      ...brukerParameters(POINTS, 1 / DWELL),
      fid: new Uint8Array(Int32Array.from(samples).buffer),
    };
    for (const [name, content] of Object.entries(files)) await writeFile(join(folder, name), content);
    const stack = await readScan(folder);
    expect(stack).toMatchObject({ shape: [1, POINTS], echoTime: 0.02, repetitionTime: 2.5, nucleus: "1H" });
    expect(stack.spectrometerFrequency).toBeCloseTo(400.3, 9);
    expectFid({ ...stack, re: stack.re.map((x) => x / 1e6), im: stack.im.map((x) => x / 1e6) }, FID);
    expect(stack.history[0]).toMatch(/^read: Bruker by spec2nii/);
  });

  it("what it cannot convert is one line with its reason, and leaves no temporary folder", async () => {
    const before = (await readdir(tmpdir())).filter((name) => name.startsWith("mrs-synth-spec2nii-"));
    const text = new TextDecoder("latin1").decode(rdaBytes(FID)).replace(/MRFrequency: .*\r\n/, "");
    await writeFile(at("cut.rda"), text, "latin1");
    await expect(readScan(at("cut.rda"))).rejects.toThrow(
      /^[^\n]*cut\.rda: Siemens RDA is not converted by spec2nii \(KeyError: 'MRFrequency'\); expected [^\n]*$/,
    );
    const after = (await readdir(tmpdir())).filter((name) => name.startsWith("mrs-synth-spec2nii-"));
    expect(after).toEqual(before);
  });

  it("an edited UIH DICOM gives OFF and ON, labelled, and its water", async () => {
    const { command } = installed!;
    execFileSync(command, ["-c", UIH_DICOM, at("IM0001")]);
    const scan = await readScan(at("IM0001"));
    expect(scan).toMatchObject({ shape: [2, POINTS], echoTime: 0.068, spectrometerFrequency: 127.75 });
    expect([...scan.labels!]).toEqual([EDIT_OFF, EDIT_ON]);
    expectFid(scan, FID, 0);
    expectFid(scan, lineFid(POINTS, DWELL, -200), 1);
    expect(scan.history.slice(-2)).toEqual(["part: off_on", "left in the file: diff, wref"]);
  });
});

describe.skipIf(installed?.where !== ".venv" || !existsSync(SVS_30))("measured (skipped: no scan)", () => {
  it("one scan in RDA and in DICOM is one signal, with NAA, creatine and choline at their places", async () => {
    const rda = await readScan(join(SVS_30, "SVS_30.rda"));
    const dicom = await readScan(join(SVS_30, "SVS_30.IMA"));
    expect(rda).toMatchObject({ shape: [1, 1024], echoTime: 0.03, repetitionTime: 2, nucleus: "1H" });
    expect([dicom.re, dicom.im]).toEqual([rda.re, rda.im]);
    expect(dicom.spectrometerFrequency).toBeCloseTo(rda.spectrometerFrequency, 6);
    for (const [low, high, ppm] of [
      [1.9, 2.15, 2.01],
      [2.9, 3.12, 3.03],
      [3.15, 3.35, 3.21],
    ]) {
      expect(Math.abs(peak(rda, low, high) - ppm)).toBeLessThan(0.05);
    }
  });
});

/** A stand-in for spec2nii that keeps what it is called with and writes the files that it is told to. */
async function standIn(outputs: Readonly<Record<string, Uint8Array>>): Promise<() => Promise<string[]>> {
  for (const [name, bytes] of Object.entries(outputs)) await writeFile(at(`${name}.out`), bytes);
  const script = `#!${process.execPath}
const { copyFileSync, writeFileSync } = require("node:fs");
writeFileSync(${JSON.stringify(at("called.json"))}, JSON.stringify(process.argv.slice(2)));
const folder = process.argv[process.argv.indexOf("-o") + 1];
for (const name of ${JSON.stringify(Object.keys(outputs))}) {
  copyFileSync(${JSON.stringify(at("/"))} + name + ".out", folder + "/scan" + name + ".nii.gz");
}`;
  await writeFile(at("spec2nii.cjs"), script, { mode: 0o755 });
  process.env.MRS_SPEC2NII = at("spec2nii.cjs");
  return async () => JSON.parse(await readFile(at("called.json"), "utf8")) as string[];
}

function nifti(amplitude: number, meta: Record<string, unknown> = {}): Uint8Array {
  const numbers = Float32Array.from(conjugate(lineFid(POINTS, DWELL, HERTZ, amplitude)));
  const known = {
    SpectrometerFrequency: [127.75],
    ResonantNucleus: ["1H"],
    ConversionMethod: "spec2nii v9.9",
  };
  return zipped(niftiBytes({ dim: [1, 1, 1, POINTS], datatype: 32, numbers, meta: { ...known, ...meta } }));
}

describe("a stand-in for spec2nii", () => {
  it("is called without a shell, with full paths, and its parts are told apart", async () => {
    const calls = await standIn({ "": nifti(1), _ref: nifti(2), _ref_no_ovs: nifti(3) });
    const name = "-o $(touch x) 'a' b.7";
    await writeFile(at(name), pfileBytes(28.003));
    const scan = await readScan(at(name));
    expect(scan.re[0]).toBeCloseTo(1, 6);
    expect(scan.history.filter((line) => !line.startsWith("read: NIfTI"))).toEqual([
      "read: GE P-file by spec2nii 9.9",
      "part: the scan",
      "left in the file: ref, ref_no_ovs",
    ]);
    const call = await calls();
    expect([call[0], call.at(-1)]).toEqual(["ge", at(name)]);
    expect((await readScan(at(name), { part: "reference" })).re[0]).toBeCloseTo(3, 6);
  });

  it("the last measurement of a TWIX file is the scan; several scans in one file are named, not chosen", async () => {
    const calls = await standIn({ _short_te: nifti(1), _edited: nifti(2) });
    await writeFile(at("meas.dat"), twixBytes(3));
    await expect(readScan(at("meas.dat"))).rejects.toThrow(
      /Siemens TWIX is several scans \(edited, short_te\); expected one scan; `spec2nii twix -e image -m 3 /,
    );
    expect((await calls()).slice(0, 5)).toEqual(["twix", "-e", "image", "-m", "3"]);
  });

  it("a Varian scan's TE, which is the length of a pulse there, is not taken", async () => {
    await standIn({ "": nifti(1, { EchoTime: 1.5, RepetitionTime: 2 }) });
    await mkdir(at("press.fid"));
    for (const part of ["fid", "procpar"]) await writeFile(join(at("press.fid"), part), "1 2 3");
    const stack = await readScan(at("press.fid"), { fallback: { echoTime: 0.03 } });
    expect(stack).toMatchObject({ echoTime: 0.03, repetitionTime: 2 });
  });

  it("one that does not start says so", async () => {
    process.env.MRS_SPEC2NII = at("nowhere");
    await writeFile(at("x.rda"), rdaBytes(FID));
    await expect(readScan(at("x.rda"))).rejects.toThrow(
      /Siemens RDA is not converted by spec2nii \(.*ENOENT\)/,
    );
  });
});

describe("the scanners' formats are known by content", () => {
  const SPECTROSCOPY = "1.2.840.10008.5.1.4.1.1.4.2";
  it.each([
    ["Siemens TWIX", twixBytes()],
    ["Siemens TWIX", twixBytes(2)],
    ["GE P-file", pfileBytes(16)],
    ["GE P-file", pfileBytes(30)],
    ["Siemens RDA", rdaBytes(FID)],
    ["Siemens DICOM", dicomBytes("1.3.12.2.1107.5.9.1", "SIEMENS")],
    ["Philips DICOM", dicomBytes(SPECTROSCOPY, "Philips Medical Systems")],
    ["UIH DICOM", dicomBytes(SPECTROSCOPY, "UIH")],
  ])("%s", async (format, bytes) => {
    await writeFile(at("content.bin"), bytes);
    expect(await scanFormat(at("content.bin"))).toBe(format);
  });

  it("a folder of Bruker's, of Varian's, and of a series' DICOMs", async () => {
    for (const folder of ["bruker", "varian", "series"]) await mkdir(at(folder));
    for (const name of ["acqp", "method", "fid"]) await writeFile(join(at("bruker"), name), "##TITLE=x");
    for (const name of ["procpar", "fid"]) await writeFile(join(at("varian"), name), "x");
    await writeFile(join(at("series"), "1.IMA"), dicomBytes("1.3.12.2.1107.5.9.1", "SIEMENS"));
    for (const path of [at("bruker"), join(at("bruker"), "fid")])
      expect(await scanFormat(path)).toBe("Bruker");
    for (const path of [at("varian"), join(at("varian"), "fid")])
      expect(await scanFormat(path)).toBe("Varian");
    expect(await scanFormat(at("series"))).toBe("Siemens DICOM");
  });

  it("an image, another maker's DICOM, and a list without its samples or its SPAR are refused by name", async () => {
    await writeFile(at("image.dcm"), dicomBytes("1.2.840.10008.5.1.4.1.1.4", "SIEMENS"));
    await expect(readScan(at("image.dcm"))).rejects.toThrow(/SOP class is MR image; expected spectroscopy/);
    await writeFile(at("ge.dcm"), dicomBytes(SPECTROSCOPY, "GE MEDICAL SYSTEMS"));
    await expect(readScan(at("ge.dcm"))).rejects.toThrow(/manufacturer is GE MEDICAL SYSTEMS; .* the P-file/);
    await mkdir(at("alone"));
    const list = join(at("alone"), "a.list");
    await writeFile(list, philipsList(POINTS, [1, 1]));
    await expect(readScan(list)).rejects.toThrow(/its \.data is missing/);
    await writeFile(join(at("alone"), "a.data"), new Uint8Array(8));
    await expect(readScan(list)).rejects.toThrow(/its SPAR is missing; expected the header of the same scan/);
  });

  it("a folder's RDA and P-files are scans, images and notes are not", async () => {
    await standIn({ "": nifti(1) });
    await mkdir(at("folder"));
    await writeFile(join(at("folder"), "a.rda"), rdaBytes(FID));
    await writeFile(join(at("folder"), "b.7"), pfileBytes(20.006));
    await writeFile(join(at("folder"), "c.dcm"), dicomBytes("1.2.840.10008.5.1.4.1.1.4", "SIEMENS"));
    await writeFile(join(at("folder"), "notes.txt"), "nothing");
    const { scans, rejected } = await readScans(at("folder"));
    expect(scans.map(({ file }) => basename(file))).toEqual(["a.rda", "b.7"]);
    expect(rejected).toEqual([]);
  });

  it("without spec2nii the message has the command that installs it and the one that converts", async () => {
    vi.mocked(finder.spec2niiFind).mockReturnValueOnce(undefined);
    await writeFile(at("my scan.rda"), rdaBytes(FID));
    await expect(readScan(at("my scan.rda"))).rejects.toThrow(
      /content is Siemens RDA; expected spec2nii, .*`pip install spec2nii==[\d.]+`.*`spec2nii rda '.*my scan\.rda'`/,
    );
  });
});

it.each([
  [["", "_ref"], undefined, ""],
  [["", "_ref"], "reference", "_ref"],
  [["", "_ref_ecc", "_ref_no_ovs"], "reference", "_ref_no_ovs"],
  [["_ecc", "_quant", ""], "reference", "_quant"],
  [["_STD_0", "_STD_1", "_NOI"], undefined, "_STD_0"],
  [["_diff", "_off_on", "_wref"], undefined, "_off_on"],
  [["_FID_5__"], undefined, "_FID_5__"],
  [[""], "reference", ""],
  [["_ref"], undefined, "_ref"],
  [["_short_te", "_edited"], undefined, undefined],
] as const)("of %j the %s is %j", (suffixes, part, taken) => {
  expect(spec2niiParts(suffixes, part).taken).toBe(taken);
});
