import { mkdir, writeFile } from "node:fs/promises";
import { describe, expect, test } from "vitest";
import { readBasis } from "../../lib/basis/index.js";
import { InputError } from "../../lib/signal/index.js";
import { inFolder } from "../io/inFolder.js";
import { row, singletBasis } from "./spectra.js";

const at = inFolder();
const BASIS = singletBasis({ NAA: [2.008], Cr: [3.027, 3.913] }, {}, 64);
type Fields = Record<string, unknown>;

function json(name: string, fields: Fields = {}): string {
  const { re, im } = row(BASIS, "NAA");
  const basis = {
    basis_name: name,
    basis_re: [...re],
    basis_im: [...im],
    basis_dwell: 5e-4,
    basis_centre: 127.75,
  };
  return JSON.stringify({ basis: { ...basis, ...fields } });
}

async function folder(name: string, files: Record<string, string>): Promise<string> {
  await mkdir(at(name));
  for (const [file, text] of Object.entries(files)) await writeFile(at(`${name}/${file}`), text);
  return at(name);
}

const LCMODEL =
  " $SEQPAR HZPPPM=127.75 $END\n $BASIS1 BADELT=0.0005 NDATAB=2 $END\n $BASIS METABO='NAA' $END\n";

describe("faults name file, key, value and expectation", () => {
  test.each<[string, Record<string, string>, RegExp]>([
    ["nothing", {}, /basis set is none; expected a folder of FSL-MRS JSON or LCModel RAW/],
    ["notes", { "a.txt": "no", "x.BASIS": LCMODEL }, /basis set is none; .*or what lies in it: x\.BASIS/],
    ["broken", { "NAA.json": "{" }, /NAA\.json: JSON is .*; expected a JSON object/],
    [
      "other",
      { "NAA.json": '{"study": 1}' },
      /NAA\.json: basis is missing; expected the object that FSL-MRS/,
    ],
    [
      "dwell",
      { "a.json": json("NAA", { basis_dwell: "x" }) },
      /a\.json: basis\.basis_dwell is x; expected the dwell/,
    ],
    [
      "ms",
      { "a.json": json("NAA", { basis_dwell: 0.5 }) },
      /dwell time is 0.5; expected seconds in \[1e-6, 0.01\]/,
    ],
    ["hertz", { "a.json": json("NAA", { basis_centre: 127.75e6 }) }, /frequency is 127750000; expected MHz/],
    [
      "list",
      { "a.json": json("NAA", { basis_re: [1, null] }) },
      /basis\.basis_re is a list of 2; expected a list of/,
    ],
    [
      "length",
      { "a.json": json("NAA", { basis_im: [1, 2] }) },
      /length of basis\.basis_im is 2; expected 64/,
    ],
    [
      "differ",
      { "a.json": json("NAA"), "b.json": json("Cr", { basis_dwell: 4e-4 }) },
      /b\.json: dwellTime is 0\.0004; expected 0\.0005, as in .*a\.json/,
    ],
    [
      "points",
      { "a.json": json("NAA"), "b.json": json("Cr", { basis_re: [1, 2], basis_im: [1, 2] }) },
      /b\.json: number of samples is 2; expected 64, as in .*a\.json/,
    ],
    [
      "collide",
      { "a.json": json("Ins"), "b.json": json("mI") },
      /collide: metabolites is Ins and mI; expected one entry of mI/,
    ],
    [
      "centre",
      { "a.json": json("GABA") },
      /ppm at 0 Hz is missing; expected a metabolite with a known singlet/,
    ],
    ["odd", { "a.RAW": " $NMID $END 1 2 3" }, /a\.RAW: numbers after NMID is 3; expected an even number/],
    ["stars", { "a.RAW": " $NMID $END 1 2\n***** 3" }, /value 3 of the samples is \*+; expected a number/],
    ["nan", { "a.RAW": " $NMID $END 1 NaN" }, /value 2 of the samples is NaN; expected a number/],
    ["open", { "a.RAW": " $NMID ID='x'\n" }, /namelist NMID is open; expected an end/],
    ["sequential", { "a.RAW": " $NMID SEQACQ=T $END 1 2" }, /SEQACQ is true; expected F/],
  ])("a folder with %s", async (name, files, message) => {
    const reading = readBasis(await folder(name, files));
    await expect(reading).rejects.toThrow(InputError);
    await expect(reading).rejects.toThrow(message);
  });

  test.each<[string, string, RegExp]>([
    ["cut", `${LCMODEL}1 2 3`, /numbers of NAA is 3; expected 4: real and imaginary parts of NDATAB = 2/],
    ["name", LCMODEL.replace("METABO='NAA'", "METABO=' '"), /METABO of namelist BASIS 1 is missing/],
    ["number", LCMODEL.replace("0.0005", "fast"), /BADELT of BASIS1 is fast; expected a number/],
    [
      "volume",
      `${LCMODEL.replace("METABO", "VOLUME=-1 METABO")}1 2 3 4`,
      /TRAMP \/ \(VOLUME CONC\) of NAA is -1/,
    ],
    ["entries", LCMODEL.split(" $BASIS METABO")[0], /namelist BASIS is missing; expected one before each/],
    ["text", "hello", /content is unknown; expected a basis set: FSL-MRS JSON, LCModel/],
    ["empty", "", /bytes is 0; expected a file that is not empty/],
  ])("a file: %s", async (name, text, message) => {
    await writeFile(at(`${name}.BASIS`), text);
    await expect(readBasis(at(`${name}.BASIS`))).rejects.toThrow(message);
    await expect(readBasis(at(`${name}.BASIS`))).rejects.toThrow(`${name}.BASIS: `);
  });

  test("a path that is not there", async () => {
    await expect(readBasis(at("nowhere"))).rejects.toThrow(
      /nowhere: basis set is missing; expected a file or folder/,
    );
  });

  test("singlets that lie elsewhere: the frequency is wrong", async () => {
    const files = Object.fromEntries(
      ["NAA", "Cr"].map((name) => {
        const { re, im } = row(BASIS, name);
        return [`${name}.json`, json(name, { basis_re: [...re], basis_im: [...im], basis_centre: 300 })];
      }),
    );
    await expect(readBasis(await folder("field", files))).rejects.toThrow(
      /known singlets is 1 of 3 where they belong; expected NAA at 2.01, .*check dwell time and spectrometer/,
    );
  });
});
