import { mkdir, readdir, readFile, writeFile } from "node:fs/promises";
import path from "node:path";
import { describe, expect, test } from "vitest";
import {
  basisConcat,
  basisRecentre,
  readBasis,
  writeBasisJson,
  writeBasisLcmodel,
} from "../../lib/basis/index.js";
import { dftInPlace } from "../../lib/basis/dftInPlace.js";
import { MRS_DATA } from "../mrsData.js";
import { inFolder } from "../io/inFolder.js";
import { difference, peakPpm, row, singletBasis } from "./spectra.js";

const at = inFolder();
const LINES = { NAA: [2.008], Cr: [3.027, 3.913], sI: [3.34], Unheard: [1.2, 6.1] };
const WRITERS = {
  json: { write: writeBasisJson, name: (stem: string) => stem },
  lcmodel: { write: writeBasisLcmodel, name: (stem: string) => `${stem}.BASIS` },
};

describe.each(Object.keys(WRITERS) as (keyof typeof WRITERS)[])("a basis written as %s", (format) => {
  const { write, name } = WRITERS[format];

  test.each([
    ["water in the middle", 4.68, 512],
    ["the formats' own centre", 4.65, 512],
    ["a centre of its own, and points that are no power of two", 2.9, 360],
  ])("is read again as it was: %s", async (_, referencePpm, points) => {
    const basis = singletBasis(LINES, { referencePpm }, points);
    await write(basis, at(name(`same-${referencePpm}-${points}`)));
    const found = await readBasis(at(name(`same-${referencePpm}-${points}`)));
    expect(found.header.referencePpm).toBe(4.65);
    const again = basisRecentre(found, referencePpm);
    expect(again.header).toEqual(basis.header);
    expect(again).toMatchObject({ condition: "PRESS", shape: [4, points] });
    expect([...again.names].sort()).toEqual([...basis.names].sort());
    expect(again.source).toMatchObject({ unknownNames: ["Unheard"], conjugated: false });
    for (const metabolite of basis.names) {
      // JSON holds doubles, .BASIS ten digits
      expect(difference(row(basis, metabolite), row(again, metabolite)), metabolite).toBeLessThan(1e-8);
      // the larger of its lines, where it was put; 0.03 ppm is the centre's way from 4.68 to 4.65
      expect(Math.abs(peakPpm(found, metabolite) - LINES[metabolite as "NAA"][0])).toBeLessThan(0.008);
    }
    const stored = await readBasis(at(name(`same-${referencePpm}-${points}`)));
    await write(stored, at(name("kept")), { referencePpm });
    expect((await readBasis(at(name("kept")))).header.referencePpm).toBe(referencePpm);
  });

  test("keeps the centre by the file when no singlet is known", async () => {
    await write(singletBasis({ GABA: [3], Glu: [2.35] }, { echoTime: undefined }), at(name("none")), {
      referencePpm: 4.7,
    });
    const basis = await readBasis(at(name("none")));
    expect(basis.header).toMatchObject({ referencePpm: 4.7, echoTime: undefined });
    expect(basis.source.singletsOf).toEqual([]);
    expect(peakPpm(basis, "Glu")).toBeCloseTo(2.35, 1);
  });

  test("keeps the centre by the file when one line alone speaks against it", async () => {
    // an edited NAA, of which a line at 3.5 ppm is the highest
    await write(singletBasis({ NAA: [3.5], GABA: [3] }), at(name("edited")));
    const basis = await readBasis(at(name("edited")));
    expect(basis.header.referencePpm).toBe(4.65);
    expect(peakPpm(basis, "NAA")).toBeCloseTo(3.5, 1);
  });

  test("leaves nothing when it cannot be written", async () => {
    const basis = singletBasis(LINES);
    basis.re[700] = NaN;
    await mkdir(at(`failed-${format}`));
    await expect(write(basis, at(`failed-${format}/${name("b")}`))).rejects.toThrow(
      /samples of Cr is missing/,
    );
    expect(await readdir(at(`failed-${format}`))).toEqual([]);
    const twice = { ...singletBasis({ mI: [3.5], Ins: [3.5] }) };
    await expect(write(twice, at(name("twice")))).rejects.toThrow(/mI and Ins; expected one entry of mI/);
  });
});

test("a folder is replaced whole, and only one that holds a basis set", async () => {
  await writeBasisJson(singletBasis(LINES), at("replaced"));
  await writeBasisJson(singletBasis({ Cr: [3.027, 3.913] }), at("replaced"));
  expect(await readdir(at("replaced"))).toEqual(["Cr.json"]);
  await writeFile(at("replaced/notes.txt"), "mine");
  await expect(writeBasisJson(singletBasis(LINES), at("replaced"))).rejects.toThrow(
    /replaced: folder is one with notes.txt; expected a new folder/,
  );
  expect(await readFile(at("replaced/notes.txt"), "utf8")).toBe("mine");
  await mkdir(at("settings"));
  await writeFile(at("settings/study.json"), "{}");
  await expect(writeBasisJson(singletBasis(LINES), at("settings"))).rejects.toThrow(/one with study\.json/);
  await expect(writeBasisJson(singletBasis({ "../NAA": [2.008] }), at("odd"))).rejects.toThrow(
    /can name a file/,
  );
});

test("FSL-MRS's fields are there, in its units", async () => {
  await writeBasisJson(singletBasis(LINES), at("fsl"), { meta: { made: "here" } });
  const file = JSON.parse(await readFile(at("fsl/NAA.json"), "utf8")) as {
    basis: Record<string, number | string | number[]>;
    meta: Record<string, unknown>;
  };
  // the minimal schema by FSL-MRS's author: github.com/wtclarke/fsl_mrs/issues/7
  expect(file.basis).toMatchObject({
    basis_name: "NAA",
    basis_dwell: 5e-4,
    basis_centre: 127.75,
    basis_width: 0,
  });
  expect(file.basis.basis_re).toHaveLength(512);
  expect(file.basis.basis_im).toHaveLength(512);
  expect(file.meta).toMatchObject({ condition: "PRESS", TE: 0.035, referencePpm: 4.65, made: "here" });
  // fsl_mrs/utils/mrs_io/fsl_io.py conjugates, misc.py: ppm = 4.65 + f / frequency of a forward transform
  const { basis_re, basis_im } = file.basis as Record<string, number[]>;
  const read = { ...singletBasis({ NAA: [2.008] }), re: Float64Array.from(basis_re) };
  expect(peakPpm({ ...read, im: Float64Array.from(basis_im, (value) => -value) }, "NAA")).toBeCloseTo(
    2.008,
    1,
  );
});

test("LCModel's names and columns are those of makebasis", async () => {
  await writeBasisLcmodel(singletBasis({ sI: [3.34], "2HG": [2.2], mI: [3.5] }), at("names.BASIS"));
  const text = await readFile(at("names.BASIS"), "latin1");
  expect([...text.matchAll(/METABO = '(.*)'/g)].map(([, metabolite]) => metabolite)).toEqual([
    "Scyllo",
    "2HG",
    "mI",
  ]);
  expect(text).toContain("\n ECHOT = 35,\n");
  const lines = text.split("\n").filter((line) => /\dE[+-]\d\d/.test(line));
  expect(lines).toHaveLength(3 * 1024);
  for (const line of lines) expect(line).toMatch(/^( {0,2}-?\d\.\d{9}E[+-]\d\d){2}$/);
});

test("basisConcat joins metabolites of one condition, in order", () => {
  const [naa, cr] = [singletBasis({ NAA: [2.008] }), singletBasis({ Cr: [3.027] })];
  const both = basisConcat([naa, cr]);
  expect(both).toMatchObject({ names: ["NAA", "Cr"], shape: [2, 512], condition: "PRESS" });
  expect(row(both, "Cr")).toEqual(row(cr, "Cr"));
  expect(() => basisConcat([naa, { ...cr, condition: "ON" }])).toThrow(/alike/);
  expect(() => basisConcat([])).toThrow(/at least one/);
});

test.each([8, 12, 15, 360])("the transform of %i points is that of its definition", (n) => {
  const re = Float64Array.from({ length: n }, (_, k) => Math.sin(k * k + 1));
  const im = Float64Array.from({ length: n }, (_, k) => Math.cos(3 * k));
  const [x, y] = [re.slice(), im.slice()];
  dftInPlace(x, y, "forward");
  for (const k of [0, 1, n - 1]) {
    let [sumRe, sumIm] = [0, 0];
    for (let t = 0; t < n; t++) {
      const [c, s] = [Math.cos((2 * Math.PI * k * t) / n), -Math.sin((2 * Math.PI * k * t) / n)];
      sumRe += (re[t] * c - im[t] * s) / Math.sqrt(n);
      sumIm += (re[t] * s + im[t] * c) / Math.sqrt(n);
    }
    expect(x[k]).toBeCloseTo(sumRe, 11);
    expect(y[k]).toBeCloseTo(sumIm, 11);
  }
  dftInPlace(x, y, "inverse");
  expect(difference({ re, im }, { re: x, im: y })).toBeLessThan(1e-13);
});

describe.skipIf(!MRS_DATA)("given basis sets (skipped: no MRS_DATA)", () => {
  test("one in the two formats is the same", async () => {
    const isbi = await readBasis(path.join(MRS_DATA!, "megapress_basis_isbi/ON"));
    await writeBasisLcmodel(isbi, at("isbi.BASIS"));
    await writeBasisJson(isbi, at("isbi"));
    const [lcmodel, json] = [await readBasis(at("isbi.BASIS")), await readBasis(at("isbi"))];
    expect(lcmodel.condition).toBe("ON");
    expect(lcmodel.header).toEqual(json.header);
    for (const name of isbi.names) {
      expect(difference(row(lcmodel, name), row(json, name)), name).toBeLessThan(1e-6);
      expect(difference(row(basisRecentre(json, 3), name), row(isbi, name)), name).toBeLessThan(1e-6);
    }
  });
});
