import { mkdir, symlink, writeFile } from "node:fs/promises";
import { relative } from "node:path";
import { describe, expect, it } from "vitest";
import { readScans } from "../../lib/io/index.js";
import { inFolder } from "./inFolder.js";
import { niftiBytes, sdatBytes, sparText, zipped } from "./scanFiles.js";

const at = inFolder();
const SDAT = sdatBytes(Array.from({ length: 16 }, (_, k) => k));
const NIFTI = niftiBytes({ dim: [1, 1, 1, 2], datatype: 32, numbers: Float32Array.of(1, 2, 3, 4) });
const ANATOMY = niftiBytes({
  dim: [2, 2, 2],
  datatype: 4,
  numbers: new Int16Array(8),
  meta: null,
  intentName: "",
});

async function folder(name: string, files: Record<string, Uint8Array | string>): Promise<string> {
  for (const [file, content] of Object.entries(files)) {
    const parts = file.split("/").slice(0, -1);
    await mkdir(at([name, ...parts].join("/")), { recursive: true });
    await writeFile(at(`${name}/${file}`), content);
  }
  return at(name);
}

describe("readScans", () => {
  it("reads what is good, lists what is bad, ignores what is no scan", async () => {
    const path = await folder("cohort", {
      "b/S02.sdat": SDAT,
      "b/S02.SPAR": sparText(),
      "b/S03.SDAT": SDAT.subarray(1),
      "b/S03.SPAR": sparText(),
      "a/S01.nii.gz": zipped(NIFTI),
      "a/cut.nii.gz": zipped(NIFTI).subarray(0, 60),
      "a/T1w.nii.gz": zipped(ANATOMY),
      "a/text.nii": "not a scan",
      "c/lost.SDAT": SDAT,
      "c/lonely.spar": sparText(),
      "c/unnamed": NIFTI,
      "c/imaging.nii": niftiBytes({ dim: [2, 1, 1, 1], datatype: 32, numbers: new Float32Array(4) }),
      "README.md": "samples : some",
      "dataset_description.json": "{}",
      ".hidden.nii": "x",
      ".git/S09.nii": NIFTI,
    });
    const told: string[] = [];
    const { scans, rejected } = await readScans(path, {
      progress: (done, total) => told.push(`${done}/${total}`),
    });
    expect(scans.map(({ file }) => relative(path, file))).toEqual([
      "a/S01.nii.gz",
      "b/S02.sdat",
      "c/unnamed",
    ]);
    expect(scans.map(({ stack }) => stack.shape)).toEqual([
      [1, 2],
      [2, 4],
      [1, 2],
    ]);
    expect(rejected.map(({ file, error }) => [relative(path, file), error.name])).toEqual(
      ["a/cut.nii.gz", "a/text.nii", "b/S03.SDAT", "c/imaging.nii", "c/lonely.spar", "c/lost.SDAT"].map(
        (file) => [file, "InputError"],
      ),
    );
    expect(rejected[2].error.message).toMatch(/S03\.SDAT: bytes is 63; expected 64/);
    expect(told).toEqual(Array.from({ length: 9 }, (_, k) => `${k + 1}/9`));
  });

  it("reads the files that include chooses, one file, and links, each folder once", async () => {
    const path = await folder("linked", { "real/a_act.nii": NIFTI, "real/a_ref.nii": NIFTI });
    await symlink(at("linked"), at("linked/real/loop"));
    await symlink(at("linked/real/a_act.nii"), at("linked/b_act.nii"));
    await symlink(at("linked/nothing.nii"), at("linked/broken.nii"));
    const { scans } = await readScans(path, { include: (file) => file.includes("_act") });
    expect(scans.map(({ file }) => relative(path, file))).toEqual(["b_act.nii", "real/a_act.nii"]);
    expect((await readScans(at("linked/real/a_ref.nii"))).scans).toHaveLength(1);
  });

  it("refuses a folder without scans, one that is not there, and stops when told", async () => {
    await mkdir(at("empty"));
    await expect(readScans(at("empty"))).rejects.toThrow(
      /empty: scans is 0; expected at least one NIfTI-MRS/,
    );
    const notes = await folder("notes", { "README.md": "x", "T1w.nii": ANATOMY });
    await expect(readScans(notes)).rejects.toThrow(/notes: scans is 0/);
    await expect(readScans(at("nowhere"))).rejects.toThrow(/nowhere: file is missing; expected a folder/);
    const path = await folder("stopped", { "a.nii": NIFTI });
    await expect(readScans(path, { signal: AbortSignal.abort() })).rejects.toHaveProperty(
      "name",
      "AbortError",
    );
  });
});
