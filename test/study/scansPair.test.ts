import { describe, expect, it } from "vitest";
import { scansPair } from "../../lib/study/set/scansPair.js";

/** `scan: water` of each scan, from names in one folder. */
function pairs(...files: string[]): Record<string, string | string[] | undefined> {
  return Object.fromEntries(scansPair(files).scans.map(({ file, water, unsure }) => [file, water ?? unsure]));
}

describe("scansPair", () => {
  it.each([
    ["BIDS", "sub-01_acq-press_svs.nii.gz", "sub-01_acq-press_mrsref.nii.gz"],
    ["BIDS, folders", "bids/sub-01/mrs/sub-01_svs.nii.gz", "bids/sub-01/mrs/sub-01_mrsref.nii.gz"],
    ["Philips, Big GABA", "S01_GABA_68_act.SDAT", "S01_GABA_68_ref.SDAT"],
    ["Philips, raw", "S01_3_1_raw_act.SDAT", "S01_3_1_raw_ref.SDAT"],
    ["small letters", "s01_ACT.sdat", "s01_Ref.sdat"],
    ["Siemens, Big GABA", "S01_GABA_68.dat", "S01_GABA_68_H2O.dat"],
    ["Siemens, measurements", "meas_MID00012_FID01_press.dat", "meas_MID00015_FID04_press_wref.dat"],
    ["GE", "S01_press.7", "S01_press_water.7"],
    ["glued", "S01_press.rda", "S01_pressWater.rda"],
    ["w", "S01.RAW", "S01_w.RAW"],
    ["LCModel", "S01.RAW", "S01.H2O"],
    ["LCModel, small letters", "S01.raw", "S01.h2o"],
    ["LCModel, folders", "S01/met/RAW", "S01/h2o/RAW"],
    ["FSL-MRS", "metab.nii.gz", "wref.nii.gz"],
    ["FSL-MRS, which water", "metab.nii.gz", "wref_quant.nii.gz"],
    ["Osprey, folders", "sub-01/mrs/sub-01_press/a.dat", "sub-01/mrs/sub-01_press_ref/b.dat"],
    ["word first", "S01.nii.gz", "water_S01.nii.gz"],
    [
      "alone together in a folder",
      "sub-01/sub-01_acq-mega_svs.nii.gz",
      "sub-01/sub-01_acq-short_mrsref.nii.gz",
    ],
    ["number of a series behind the word", "x/press_4.rda", "x/press_water_5.rda"],
    ["without water suppression", "S01.nii", "S01_noWS.nii"],
  ])("%s: %s has %s", (_, scan, water) => {
    expect(pairs(water, scan)).toEqual({ [scan]: water });
    // Others in the same folders, with and without water, change nothing
    const other = scan.replace(/S01|sub-01|press|metab/gi, "$&other");
    if (!/alone|number|wref|Osprey/.test(`${_}${water}`)) {
      expect(pairs(other, water, scan)).toEqual({ [other]: undefined, [scan]: water });
    }
  });

  it("keeps persons, runs and formats apart", () => {
    expect(pairs("sub-01_svs.nii.gz", "sub-02_mrsref.nii.gz")).toEqual({ "sub-01_svs.nii.gz": undefined });
    expect(pairs("S01/a_act.SDAT", "S02/a_ref.SDAT")).toEqual({ "S01/a_act.SDAT": undefined });
    expect(pairs("s_run-1_svs.nii", "s_run-2_svs.nii", "s_run-1_mrsref.nii", "s_run-2_mrsref.nii")).toEqual({
      "s_run-1_svs.nii": "s_run-1_mrsref.nii",
      "s_run-2_svs.nii": "s_run-2_mrsref.nii",
    });
    expect(pairs("a_act.SDAT", "a_act.nii.gz", "a_ref.nii.gz", "a_ref.SDAT")).toEqual({
      "a_act.SDAT": "a_ref.SDAT",
      "a_act.nii.gz": "a_ref.nii.gz",
    });
  });

  it("takes none where two may be meant, and tells which water has no scan", () => {
    expect(pairs("a.dat", "a_ref.dat", "a_w.dat")).toEqual({ "a.dat": ["a_ref.dat", "a_w.dat"] });
    expect(scansPair(["a_ref.SDAT", "b_act.SDAT", "c_act.SDAT"]).alone).toEqual(["a_ref.SDAT"]);
  });

  it("does not take a scan for water by a word in its name or folder", () => {
    const files = [
      "water-dynamics/metab.nii.gz",
      "water-dynamics/water_rows_in_scan.nii.gz",
      "w/x.nii",
      "ref/y.nii",
    ];
    expect(pairs(...files)).toEqual(Object.fromEntries(files.map((file) => [file, undefined])));
    expect(pairs("S01_reference_study.nii", "show.nii", "T1w.nii", "new.nii")).toEqual({
      "S01_reference_study.nii": undefined,
      "show.nii": undefined,
      "T1w.nii": undefined,
      "new.nii": undefined,
    });
  });
});
