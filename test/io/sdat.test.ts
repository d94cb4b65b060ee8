import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, it } from "vitest";
import { readScan, readSdat, scanFormat, sparParse } from "../../lib/io/index.js";
import { inFolder } from "./inFolder.js";
import { sdatBytes, sparText } from "./scanFiles.js";

const at = inFolder();
// 2 rows x 4 samples; the second row is the first inverted, as MEGA scans store edit-ON
const ROW = [1, -2, 0.5, 0.25, 3, -4, 0.125, 8];
const SAMPLES = [...ROW, ...ROW.map((value) => -value)];

async function pair(
  stem: string,
  spar = sparText(),
  sdat: Uint8Array | string = sdatBytes(SAMPLES),
): Promise<string> {
  await writeFile(at(`${stem}.SDAT`), sdat);
  await writeFile(at(`${stem}.SPAR`), spar);
  return at(`${stem}.SDAT`);
}

describe("sparParse", () => {
  it("takes comments, blanks, quotes, case and either separator as they come", () => {
    const entries = sparParse(
      '! a : comment\nSAMPLES:2048\n  rows =  1   ! one\nscan_id : "a : b ! c"\nSpec.image in plane transf : "x"\nempty :\nrows : 9\r\n',
    );
    expect(Object.fromEntries(entries)).toEqual({
      samples: "2048",
      rows: "1",
      scan_id: "a : b ! c",
      "spec.image_in_plane_transf": "x",
      empty: "",
    });
  });
});

describe("readSdat", () => {
  it("gives samples as stored (both signs, no conjugation) and the header in our units", async () => {
    const stack = await readSdat(await pair("plain"));
    expect([...stack.re]).toEqual([1, 0.5, 3, 0.125, -1, -0.5, -3, -0.125]);
    expect([...stack.im]).toEqual([-2, 0.25, -4, 8, 2, -0.25, 4, -8]);
    expect(stack).toMatchObject({
      shape: [2, 4],
      dwellTime: 1 / 2000,
      spectrometerFrequency: 127.743834,
      referencePpm: 4.68,
      echoTime: 0.035,
      repetitionTime: 2,
      nucleus: "1H",
      dimensions: [{ tag: "DIM_DYN", size: 2 }],
    });
    expect(stack.labels).toBeUndefined();
  });

  it("finds the other half from either one, whatever the case of the extension", async () => {
    await writeFile(at("mixed.sdat"), sdatBytes(SAMPLES));
    await writeFile(at("mixed.Spar"), sparText());
    for (const name of ["mixed.sdat", "mixed.Spar"]) {
      expect((await readScan(at(name))).shape).toEqual([2, 4]);
      expect(await scanFormat(at(name))).toBe("SDAT/SPAR");
    }
  });

  it("knows the pair by content under other names", async () => {
    await writeFile(at("renamed.bin"), sdatBytes(SAMPLES));
    await writeFile(at("renamed.spar"), sparText());
    expect((await readScan(at("renamed.bin"))).shape).toEqual([2, 4]);
  });

  it("leaves TE and TR undefined when they are absent, empty or 0, and takes the fallback then", async () => {
    const file = await pair("no-times", sparText({ echo_time: 0, repetition_time: undefined }));
    const stack = await readSdat(file);
    expect(stack.echoTime).toBeUndefined();
    expect(stack.repetitionTime).toBeUndefined();
    const told = await readSdat(file, { fallback: { repetitionTime: 2, nucleus: "31P" } });
    expect(told).toMatchObject({ repetitionTime: 2, nucleus: "1H" });
  });

  it("refuses rows that are a series of echo or repetition times: they are no repetitions", async () => {
    const series = await pair("series", sparText({ t2_measurement_enable: '"yes"' }));
    await expect(readSdat(series)).rejects.toThrow(
      /t2_measurement_enable is yes; .*2 rows of several echo times/,
    );
    const one = sparText({ rows: 1, samples: 8, t1_measurement_enable: '"yes"' });
    expect((await readSdat(await pair("one", one))).shape).toEqual([1, 8]);
  });

  it("has 0 ppm at the centre for nuclei without water", async () => {
    const stack = await readSdat(await pair("phosphorus", sparText({ nucleus: '"31P"' })));
    expect(stack).toMatchObject({ nucleus: "31P", referencePpm: 0 });
  });

  it("reads decimal commas, a byte-order mark and other spellings of the nucleus", async () => {
    const right = await readSdat(await pair("right", sparText()));
    const comma = sparText({ synthesizer_frequency: "127743834,0", echo_time: "35,0", nucleus: "H1" });
    expect(await readSdat(await pair("comma", `\uFEFF${comma.slice(comma.indexOf("samples"))}`))).toEqual(
      right,
    );
  });

  it("takes the short delay of a nucleus that is measured without echo", async () => {
    const stack = await readSdat(await pair("delay", sparText({ nucleus: "31P", echo_time: "0,23" })));
    expect(stack.echoTime).toBeCloseTo(2.3e-4, 12);
  });

  const bad: [string, Record<string, string | number | undefined>, RegExp][] = [
    ["TE in seconds", { echo_time: 0.035 }, /\.SPAR: echo_time is 0\.035; expected milliseconds/],
    ["TE in seconds with a comma", { echo_time: "0,030" }, /echo_time is 0,030; expected milliseconds/],
    [
      "a comma of thousands",
      { synthesizer_frequency: "127,743,834" },
      /synthesizer_frequency is 127,743,834/,
    ],
    ["no nucleus", { nucleus: "brain" }, /nucleus is brain; expected a nucleus, for example/],
    ["TE in microseconds", { echo_time: 35000 }, /echo_time is 35000; expected milliseconds in \[1, 2000\]/],
    ["TR in seconds", { repetition_time: 2 }, /repetition_time is 2; expected milliseconds/],
    ["zero dwell time", { sample_frequency: 0 }, /sample_frequency is 0; expected Hz/],
    ["bandwidth missing", { sample_frequency: undefined }, /sample_frequency is missing; expected Hz/],
    ["frequency in MHz", { synthesizer_frequency: 127.7 }, /synthesizer_frequency is 127\.7; expected Hz in/],
    [
      "frequency not a number",
      { synthesizer_frequency: "abc" },
      /synthesizer_frequency is abc; expected Hz in/,
    ],
    ["frequency missing", { synthesizer_frequency: undefined }, /synthesizer_frequency is missing/],
    ["samples missing", { samples: undefined }, /samples is missing; expected a whole number/],
    ["half a row", { rows: 1.5 }, /rows is 1\.5; expected a whole number/],
    [
      "wrong byte count",
      { rows: 3 },
      /\.SDAT: bytes is 64; expected 96: 4 samples x 3 rows x 8, by .*\.SPAR/,
    ],
    ["imaging", { phase_encoding_enable: '"yes"' }, /phase_encoding_enable is yes; expected no/],
  ];
  it.each(bad)("refuses %s", async (name, entries, message) => {
    const file = await pair(`bad ${name}`, sparText(entries));
    await expect(readScan(file)).rejects.toThrow(message);
    await expect(readScan(file)).rejects.toHaveProperty("name", "InputError");
  });

  it("refuses a truncated file, text for samples, samples for text, NaN, and a missing half", async () => {
    await expect(readScan(await pair("cut", sparText(), sdatBytes(SAMPLES).subarray(0, 60)))).rejects.toThrow(
      /cut\.SDAT: bytes is 60; expected 64: 4 samples x 2 rows x 8, by .*cut\.SPAR/,
    );
    await expect(readScan(await pair("text", sparText(), "1.0 2.0\n3.0 4.0\n"))).rejects.toThrow(
      /text\.SDAT: content is text \(1\.0 2\.0\); expected the binary VAX floats/,
    );
    await expect(readScan(await pair("binary", String.fromCharCode(0, 1, 2, 3)))).rejects.toThrow(
      /binary\.SPAR: content is binary; expected the SPAR header/,
    );
    const reserved = sdatBytes(SAMPLES);
    reserved.set([0, 0x80, 0, 0], 8);
    await expect(readScan(await pair("nan", sparText(), reserved))).rejects.toThrow(
      /nan\.SDAT: sample 1 of transient 0 \(re\) is NaN; expected a finite number/,
    );
    await writeFile(at("alone.SDAT"), sdatBytes(SAMPLES));
    await expect(readScan(at("alone.SDAT"))).rejects.toThrow(
      /alone\.SDAT: its SPAR is missing; expected the header/,
    );
    await writeFile(at("lonely.SPAR"), sparText());
    await expect(readScan(at("lonely.SPAR"))).rejects.toThrow(
      /lonely\.SPAR: its SDAT is missing; expected the samples/,
    );
  });
});

describe("readScan", () => {
  it("refuses what is no scan: nothing there, a folder, an empty file, text, unknown bytes", async () => {
    await mkdir(at("folder"));
    await writeFile(at("empty.nii"), "");
    await writeFile(at("notes.txt"), "scanned on Monday\n");
    await writeFile(at("noise.nii"), Uint8Array.of(0, 1, 2, 255, 254));
    await expect(readScan(at("nowhere.nii.gz"))).rejects.toThrow(
      /nowhere\.nii\.gz: file is missing; expected a file that exists/,
    );
    await expect(readScan(at("folder"))).rejects.toThrow(
      /folder: file is a folder; expected one file \(readScans/,
    );
    await expect(readScan(at("empty.nii"))).rejects.toThrow(
      /empty\.nii: bytes is 0; expected a file that is not empty/,
    );
    await expect(readScan(at("notes.txt"))).rejects.toThrow(
      /notes\.txt: content is text \(scanned on Monday\); expected a NIfTI-MRS/,
    );
    await expect(readScan(at("noise.nii"))).rejects.toThrow(
      /noise\.nii: content is unknown binary \(5 bytes, first 000102ff\)/,
    );
  });
});
