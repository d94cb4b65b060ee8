import { readdir, readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { readJmruiText, readRaw, readScan, scanFormat } from "../../lib/io/index.js";
import { type FidStack } from "../../lib/signal/index.js";
import { MRS_DATA } from "../mrsData.js";
import { inFolder } from "./inFolder.js";
import { peak } from "./peak.js";

const at = inFolder();
const data = (path: string): string => join(MRS_DATA!, path);

/** The largest difference of a stack's samples from others, over the largest sample. */
function difference(a: FidStack, b: { re: ArrayLike<number>; im: ArrayLike<number> }): number {
  let [largest, apart] = [0, a.re.length === b.re.length ? 0 : Infinity];
  for (let k = 0; k < a.re.length; k++) {
    largest = Math.max(largest, Math.hypot(a.re[k], a.im[k]));
    apart = Math.max(apart, Math.hypot(a.re[k] - b.re[k], a.im[k] - b.im[k]));
  }
  return apart / largest;
}

async function file(name: string, text: string): Promise<string> {
  await writeFile(at(name), text);
  return at(name);
}

const RAW = ` $SEQPAR
 echot= 35.00
 hzpppm= 127.75
 dwellTime= 0.0005
 $END
 $NMID
 id='ANONYMOUS ', fmtdat='(2E15.6)'
 volume=8.0
 tramp=1.0
 $END
  1.0 2.0
  3.0 -4.0
`;

const JMRUI = `jMRUI Data Textfile

Filename: x.txt

PointsInDataset:\t2
DatasetsInFile: 2
SamplingInterval: 5E-1
ZeroOrderPhase: 0E0
TransmitterFrequency: 1.2775E8
NameOfPatient: Somebody


Signal and FFT
sig(real)\tsig(imag)\tfft(real)\tfft(imag)
Signal 1 out of 2 in file
1.0\t-2.0\t9\t9
3.0\t4.0\t9\t9
Signal 2 out of 2 in file
5.0\t6.0\t9\t9
7.0\t8.0\t9\t9
`;

describe("LCModel RAW", () => {
  it("is found by its content, conjugated, unscaled, with SEQPAR's header", async () => {
    const path = await file("scan.dat", RAW);
    expect(await scanFormat(path)).toBe("LCModel RAW");
    const stack = await readScan(path);
    expect([...stack.re, ...stack.im]).toEqual([1, 3, -2, 4]);
    expect(stack).toMatchObject({
      shape: [1, 2],
      dwellTime: 5e-4,
      spectrometerFrequency: 127.75,
      echoTime: 0.035,
      referencePpm: 4.68,
      history: ["read: LCModel RAW, 1 x 2, TRAMP 1 and VOLUME 8 not applied"],
    });
    expect(stack.repetitionTime).toBeUndefined();
  });

  it("says what it leaves out, and takes it from the fallback", async () => {
    const path = await file(
      "bare.RAW",
      " $NMID ID='x', FMTDAT='(8E13.5)'\n TRAMP=1, VOLUME=1 $END\n 1 2 3 -4",
    );
    await expect(readScan(path)).rejects.toThrow(
      /bare\.RAW: DWELLTIME is missing; expected seconds in the file's SEQPAR, or the option fallback\.dwellTime/,
    );
    await expect(readRaw(path, { fallback: { dwellTime: 5e-4 } })).rejects.toThrow(
      /HZPPPM is missing; expected MHz .*fallback\.spectrometerFrequency/,
    );
    const fallback = { dwellTime: 1e-4, spectrometerFrequency: 300, referencePpm: 4.65, repetitionTime: 3 };
    expect(await readRaw(path, { fallback })).toMatchObject(fallback);
    // what the file says wins
    expect((await readRaw(at("scan.dat"), { fallback })).dwellTime).toBe(5e-4);
  });

  it("takes what it leaves out from LCModel's control file of its name, before the fallback", async () => {
    const bare = " $NMID ID='x' $END\n 1 2 3 -4";
    const [scan, water] = [await file("S01.RAW", bare), await file("S01.h2o", bare)];
    await file(
      "S01.control",
      " $LCMODL\n title='S01', nunfil=2\n deltat=2.5d-04\n hzpppm=1.232617e+02\n echot=30.\n chcomb(1)='GPC+PCh'\n $END\n",
    );
    const fallback = { dwellTime: 1e-4, echoTime: 0.1, repetitionTime: 3 };
    for (const path of [scan, water]) {
      expect(await readScan(path, { fallback })).toMatchObject({
        dwellTime: 2.5e-4,
        spectrometerFrequency: 123.2617,
        echoTime: 0.03,
        repetitionTime: 3,
      });
    }
    // what the file says wins
    await file("S02.control", " &LCMODL hzpppm=64. echot=-1. /\n");
    expect(await readRaw(await file("S02.RAW", RAW))).toMatchObject({
      spectrometerFrequency: 127.75,
      echoTime: 0.035,
    });
    await file("S03.control", " $LCMODL hzpppm='3T' $END\n");
    await expect(readRaw(await file("S03.RAW", bare))).rejects.toThrow(
      /S03\.control: HZPPPM of LCMODL is 3T; expected a number/,
    );
  });

  it("has several FIDs when NumberOfPoints is a part of the samples", async () => {
    const path = await file("two.RAW", RAW.replace("$END", "NumberOfPoints= 1 $END"));
    await expect(readRaw(path)).rejects.toThrow(/shape/); // one point is no FID
    const long = RAW.replace("$END", "NumberOfPoints= 2 $END") + "5 6 7 8\n";
    expect((await readRaw(await file("long.RAW", long))).shape).toEqual([2, 2]);
    await expect(readRaw(await file("cut.RAW", `${long}9 9`))).rejects.toThrow(
      /points a FID \(NumberOfPoints, NUNFIL\) is 2; expected a whole part of the 5 samples/,
    );
  });
});

describe("units, decimal commas and encodings of LCModel's texts", () => {
  it.each([
    ["TE in s", "echot= 35.00", "echot= .035", "ECHOT of 0.035 taken as s, not ms"],
    ["TE in us", "echot= 35.00", "echot= 35000", "ECHOT of 35000 taken as us, not ms"],
    ["dwell time in ms", "dwellTime= 0.0005", "dwellTime= 0.5", "DWELLTIME of 0.5 taken as ms, not s"],
    ["frequency in Hz", "hzpppm= 127.75", "hzpppm= 1.2775d8", "HZPPPM of 127750000 taken as Hz, not MHz"],
  ])("%s is the same scan, and the history says so", async (name, right, wrong, note) => {
    const told = await readRaw(await file("right.RAW", RAW));
    const stack = await readRaw(await file(`${name}.RAW`, RAW.replace(right, wrong)));
    expect(stack).toEqual({ ...told, history: [...told.history, `units: ${note}`] });
  });

  it("a control file's TE in s likewise", async () => {
    await file("S04.control", " $LCMODL deltat=2.5d-04 hzpppm=123.26 echot=.03 $END");
    const stack = await readRaw(await file("S04.RAW", " $NMID ID='x' $END\n 1 2 3 -4"));
    expect(stack.echoTime).toBe(0.03);
    expect(stack.history.at(-1)).toBe("units: ECHOT of 0.03 taken as s, not ms");
  });

  it.each([
    ["a field for the frequency", "hzpppm= 127.75", "hzpppm= 3", /HZPPPM is 3; expected MHz in \[12, 1500\]/],
    [
      "a width for the dwell time",
      "dwellTime= 0.0005",
      "dwellTime= 2000",
      /DWELLTIME is 2000; expected s in/,
    ],
    ["no time", "echot= 35.00", "echot= 1e-9", /ECHOT is 1e-9; expected ms in \[1, 2000\], a time/],
  ])("refuses %s", async (name, right, wrong, message) => {
    await expect(readRaw(await file(`${name}.RAW`, RAW.replace(right, wrong)))).rejects.toThrow(message);
  });

  it("decimal commas in header and samples, CRLF, byte-order marks, UTF-16 and umlauts change nothing", async () => {
    const right = await readRaw(await file("right.RAW", RAW));
    const commas = RAW.replace(/(\d)\.(?=\d)/g, "$1,");
    const latin = Buffer.from(RAW.replace("ANONYMOUS", "M\u00fcller"), "latin1");
    const variants = [
      commas,
      commas.replaceAll("\n", "\r\n"),
      `\uFEFF${RAW}`,
      latin,
      Buffer.from(`\uFEFF${RAW}`, "utf16le"),
      Buffer.from(`\uFEFF${RAW}`, "utf16le").swap16(),
    ];
    for (const [k, content] of variants.entries()) {
      await writeFile(at(`variant${k}.RAW`), content);
      expect(await readScan(at(`variant${k}.RAW`)), `variant ${k}`).toEqual(right);
    }
  });

  it("refuses commas that may be decimal ones or part two columns, and reads those that part columns", async () => {
    const head = RAW.slice(0, RAW.lastIndexOf("$END") + 5);
    await expect(readRaw(await file("either.RAW", `${head}12,34\n56,78\n`))).rejects.toThrow(
      /the samples is 12,34; expected decimal points, or columns parted by blanks/,
    );
    const columns = await readRaw(await file("columns.RAW", `${head}1.0, 2.0,3.0,-4\n`));
    expect([...columns.re, ...columns.im]).toEqual([1, 3, -2, 4]);
  });
});

describe("jMRUI text", () => {
  it("is found by its content; its FFT columns and names of people are left out", async () => {
    const path = await file("scan.mrui.txt", JMRUI);
    expect(await scanFormat(path)).toBe("jMRUI text");
    const stack = await readScan(path);
    expect([...stack.re]).toEqual([1, 3, 5, 7]);
    expect([...stack.im]).toEqual([-2, 4, 6, 8]);
    expect(stack).toMatchObject({ shape: [2, 2], dwellTime: 5e-4, spectrometerFrequency: 127.75 });
    expect(JSON.stringify(stack)).not.toContain("Somebody");
  });

  it.each([
    [
      "cut",
      JMRUI.replace("7.0\t8.0\t9\t9", ""),
      /numbers is 12; expected 2 signals x 2 samples x 2 columns \(4 with the FFT\) = 8/,
    ],
    [
      "points",
      JMRUI.replace("PointsInDataset:\t2", ""),
      /PointsInDataset is missing; expected the number of/,
    ],
    [
      "frequency",
      JMRUI.replace("1.2775E8", "0E0"),
      /TransmitterFrequency is 0E0; expected Hz, or the option/,
    ],
    ["interval", JMRUI.replace("5E-1", "0.0005 s"), /SamplingInterval is 0\.0005 s; expected milliseconds/],
    [
      "nothing",
      JMRUI.split("Signal 1")[0],
      /Signal 1 out of is missing; expected a line that begins the samples/,
    ],
    ["word", JMRUI.replace("7.0", "Infinity"), /value 13 of the samples is Infinity; expected a number/],
  ])("refuses one without its %s", async (name, text, message) => {
    await expect(readJmruiText(await file(`${name}.txt`, text))).rejects.toThrow(message);
  });

  it("reads two columns under a heading of four, as the fitting challenge has them", async () => {
    const path = await file("two.txt", JMRUI.replaceAll("\t9\t9", ""));
    expect([...(await readScan(path)).im]).toEqual([-2, 4, 6, 8]);
  });

  it.each([
    ["older words", "Signal 1 out of 2 in file", "Signal number: 1 out of 2 in file"],
    ["no line but the heading", "Signal 1 out of 2 in file\n", ""],
    ["frequency in MHz", "1.2775E8", "127.75"],
    ["decimal commas", /(\d)\.(?=\d)/g, "$1,"],
    ["old Macintosh lines", /\n/g, "\r"],
  ])("%s: the same signal", async (name, part, instead) => {
    const { history, ...right } = await readScan(await file("right.txt", JMRUI));
    const stack = await readScan(await file(`${name}.txt`, JMRUI.replace(part, instead)));
    expect(history).toHaveLength(1);
    expect(stack).toMatchObject(right);
  });

  it.each([
    ["TypeOfNucleus: 2E0", "31P"],
    ["TypeOfNucleus: 31P", "31P"],
    ["TypeOfNucleus: P31", "31P"],
    ["TypeOfNucleus: 3", "13C"],
    ["TypeOfNucleus: 1E0\nMagneticField: 3E0", "1H"],
    ["TypeOfNucleus: 0E0\nMagneticField: 0E0", "1H"],
    // 49.9 MHz in "3 T" of 2.89; a field that no nucleus has 127.75 MHz in is a wrong field
    ["TransmitterFrequency: 4.99E7\nTypeOfNucleus: 0\nMagneticField: 3,0E0", "31P"],
    ["MagneticField: 1.5", "1H"],
  ])("%s is %s", async (lines, nucleus) => {
    const text = JMRUI.replace("NameOfPatient", `${lines}\nNameOfPatient`);
    const stack = await readScan(await file("nucleus.txt", text));
    expect(stack).toMatchObject({ nucleus, referencePpm: nucleus === "1H" ? 4.68 : 0 });
  });

  it("refuses a nucleus that is none, or that frequency and field do not tell", async () => {
    const text = (lines: string): string => JMRUI.replace("NameOfPatient", `${lines}\nNameOfPatient`);
    await expect(readScan(await file("n9.txt", text("TypeOfNucleus: 9")))).rejects.toThrow(
      /TypeOfNucleus is 9; expected 0 \(unknown\), 1 \(1H\), 2 \(31P\)/,
    );
    const carbon = await file("n0.txt", text("TransmitterFrequency: 3.2E7\nMagneticField: 3"));
    await expect(readScan(carbon)).rejects.toThrow(/TypeOfNucleus is missing; .* 32 MHz at 3 T is neither/);
    expect((await readScan(carbon, { fallback: { nucleus: "13c" } })).nucleus).toBe("13C");
  });

  it("takes the frequency from the fallback when its own is 0", async () => {
    const path = await file("zero.txt", JMRUI.replace("1.2775E8", "0E0"));
    const { spectrometerFrequency } = await readScan(path, { fallback: { spectrometerFrequency: 123.2 } });
    expect(spectrometerFrequency).toBeCloseTo(123.2, 9);
  });
});

it("other text is refused with what is read", async () => {
  await expect(readScan(await file("notes.txt", "hello"))).rejects.toThrow(
    /content is text \(hello\); expected a NIfTI-MRS file, a Philips SDAT\/SPAR pair, LCModel RAW or jMRUI text/,
  );
});

describe.skipIf(!MRS_DATA)("given files (skipped: no MRS_DATA)", () => {
  it("one FID in four formats is one signal", async () => {
    const folder = data("formats/one_fid_four_formats/tests/testdata");
    const fallback = { spectrometerFrequency: 297.219948, referencePpm: 4.65 };
    const nifti = await readScan(join(folder, "metab.nii"), { fallback });
    const raw = await readScan(join(folder, "metab.RAW"), { fallback });
    const jmrui = await readScan(join(folder, "metab_jmrui.txt"), { fallback });
    const lines = (await readFile(join(folder, "metab.txt"), "utf8")).trim().split("\n");
    const text = lines.map((line) => line.split("\t").map(Number));
    const plain = { re: text.map(([re]) => re), im: text.map(([, im]) => im) };
    // the texts print seven digits
    expect(difference(nifti, raw)).toBeLessThan(2e-6);
    expect(difference(nifti, jmrui)).toBeLessThan(2e-6);
    expect(difference(nifti, plain)).toBeLessThan(2e-6);
    expect(raw.spectrometerFrequency).toBeCloseTo(jmrui.spectrometerFrequency, 9);
    expect(jmrui.dwellTime).toBeCloseTo(nifti.dwellTime, 10);
    expect(raw.dwellTime).toBe(8.3e-5); // printed with six decimals; 8.33e-5 elsewhere
    expect(raw.echoTime).toBe(0.05);
    expect(peak(jmrui, 0, 9)).toBeCloseTo(2.01, 1); // NAA
  });

  it("reads all 28 files of the fitting challenge; RAW and H2O agree with the text", async () => {
    const folder = data("ismrm_fitting_challenge/datasets_LCModel");
    // README of the challenge: 4000 Hz, TE 30 ms; frequency and centre of its basis
    const fallback = {
      dwellTime: 2.5e-4,
      spectrometerFrequency: 123.261703,
      referencePpm: 4.65,
      echoTime: 0.03,
    };
    const names = await readdir(folder);
    expect(names).toHaveLength(28);
    for (const name of names) {
      const stack = await readScan(join(folder, name), { fallback });
      expect(stack.shape, name).toEqual([1, 2048]);
      if (name.endsWith("H2O")) expect(Math.abs(peak(stack, 0, 9) - 4.65), name).toBeLessThan(0.05);
    }
    for (const name of ["dataset1", "dataset2"]) {
      const text = await readFile(data(`ismrm_fitting_challenge/datasets_text/${name}.txt`), "utf8");
      const table = text
        .trim()
        .split(/\r?\n/)
        .map((line) => line.trim().split(/\s+/).map(Number));
      const raw = await readScan(join(folder, `${name}.RAW`), { fallback });
      const water = await readScan(join(folder, `${name}.H2O`), { fallback });
      // The text has the signs of the RAW, the conjugate of ours; RAW prints six digits.
      expect(
        difference(raw, { re: table.map((row) => row[0]), im: table.map((row) => -row[1]) }),
      ).toBeLessThan(2e-6);
      expect(
        difference(water, { re: table.map((row) => row[2]), im: table.map((row) => -row[3]) }),
      ).toBeLessThan(2e-6);
      expect(Math.abs(peak(raw, 1.9, 2.1) - 2.01), name).toBeLessThan(0.02); // NAA
      expect(Math.abs(peak(raw, 2.9, 3.1) - 3.03), name).toBeLessThan(0.02); // creatine
    }
  });

  it("gives one FID through RAW and jMRUI text of the challenge's basis", async () => {
    const folder = data("ismrm_fitting_challenge");
    for (const name of ["NAA", "Cr"]) {
      const jmrui = await readScan(join(folder, `basisset_JMRUI/${name}.txt`));
      expect(jmrui).toMatchObject({ shape: [1, 2048], dwellTime: 2.5e-4 });
      expect(jmrui.spectrometerFrequency).toBeCloseTo(123.22, 9);
      const raw = await readScan(join(folder, `basisset_LCModel/${name}.RAW`), { fallback: jmrui });
      expect(difference(raw, jmrui)).toBeLessThan(2e-6);
    }
  });
});
