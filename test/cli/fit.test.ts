import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, describe, expect, it } from "vitest";
import {
  cohortBasis,
  cohortConfig,
  cohortSimulate,
  readScan,
  subjectQuantities,
  subjectWater,
  writeNiftiMrs,
} from "mrs-synth";
import { scanRead } from "../../lib/cli/headerOptions.js";
import { MRS_DATA } from "../mrsData.js";
import { programIn } from "./program.js";

const folder = mkdtempSync(path.join(tmpdir(), "mrs-synth-fit-"));
afterAll(() => rmSync(folder, { recursive: true }));
const attempt = programIn(folder);
const run = (...args: string[]): string => {
  const { code, out, err } = attempt(...args);
  expect(code, err).toBe(0);
  return out;
};

interface Found {
  kind: string;
  ratios: Record<string, number>;
  waterScaled?: Record<string, number>;
  tissueCorrected?: Record<string, number>;
  metabolites: { spectrum: string; name: string; amplitude: number; crlb: number | null }[];
  quality: {
    fits: { spectrum: string; converged: boolean; notFitted: { name: string; why: string }[] }[];
    transients: number;
  };
}

const at = (name: string): string => path.join(folder, name);

describe("fit, on a simulated edited scan", () => {
  it("finds the truth, of ratios and of concentrations; and writes table, report and COORD", async () => {
    const config = { ...cohortConfig("quick", 5), sites: 1, subjectsPerSite: 1, transients: 32 };
    const [subject] = cohortSimulate(config);
    await writeNiftiMrs(subject.stack, at("scan.nii.gz"));
    await writeNiftiMrs(subjectWater(subject), at("water.nii.gz"));
    const { greyMatter, whiteMatter } = subject.truth.tissue;
    const [gm, wm] = [greyMatter.toFixed(6), whiteMatter.toFixed(6)];
    const csf = (1 - Number(gm) - Number(wm)).toFixed(6);
    const found = JSON.parse(
      run(
        ...["fit", at("scan.nii.gz"), "--basis", "simulated", "--water", at("water.nii.gz")],
        ...["--tissue", [gm, wm, csf].join(","), "--json", "--csv", at("t.csv"), "--coord", at("o.coord")],
        ...["--report", at("r.html")],
      ),
    ) as Found;
    expect(found.kind).toBe("mega");
    expect(found.quality.fits.map(({ spectrum, converged }) => [spectrum, converged])).toEqual([
      ["OFF", true],
      ["DIFF", true],
    ]);
    const truth = subjectQuantities(subject, cohortBasis("megaPress68").tissue);
    // Cramer-Rao bounds at this SNR are 2 % (tNAA), 7 % (tCho), 5 % (mI, Glx), 12 % (GABA+): some three times those
    const bounds = { tNAA: 0.07, tCho: 0.21, mI: 0.15, Glx: 0.15, "GABA+": 0.36 };
    for (const [name, bound] of Object.entries(bounds)) {
      expect(Math.abs(found.ratios[name] / truth[name].ratio - 1), name).toBeLessThan(bound);
    }
    // absolute: relaxation times of the tables differ by up to 10 % in T2, which is some 5 % of signal at TE 68
    expect(Math.abs(found.tissueCorrected!.tNAA / truth.tNAA.concentration - 1)).toBeLessThan(0.12);
    const naa = found.metabolites.find(({ name, spectrum }) => name === "NAA" && spectrum === "OFF")!;
    expect(naa.amplitude).toBeGreaterThan(0);
    expect(naa.crlb).toBeGreaterThan(0);

    const [head, ...rows] = readFileSync(at("t.csv"), "utf8").trim().split("\n");
    expect(head).toBe("subject,spectrum,metabolite,quantity,value,unit,crlb,flags");
    const line = rows.find((row) => row.startsWith("scan,OFF,tNAA,ratio,"))!;
    expect(Number(line.split(",")[4])).toBeCloseTo(found.ratios.tNAA, 6);
    const html = readFileSync(at("r.html"), "utf8");
    expect(html).toContain("<svg");
    expect(html).toContain("<td>tNAA</td>");
    const coord = readFileSync(at("o.coord"), "utf8");
    expect(coord).toMatch(/lines in following concentration table = NCONC\+1/);
    expect(readFileSync(at("o_DIFF.coord"), "utf8")).toContain("NY background values follow");
  });

  it("names a bad scan, leaves it out and goes on with the rest", () => {
    writeFileSync(at("bad.nii.gz"), "no scan");
    copyFileSync(at("scan.nii.gz"), at("again.nii.gz"));
    const { code, out, err } = attempt(
      ...["fit", at("bad.nii.gz"), at("again.nii.gz"), "--basis", "simulated", "--json"],
      ...["--omit", "Aspartate"],
    );
    expect(code).toBe(1);
    expect(err).toMatch(/^left out: .*bad\.nii\.gz: .*\n$/);
    const found = JSON.parse(out) as Found[];
    expect(found.map(({ kind }) => kind)).toEqual(["mega"]);
    expect(found[0].quality.fits[0].notFitted).toContainEqual({ name: "Asp", why: "omitted" });
  });

  it("says what is wrong with its options in one line", () => {
    const wrong: [string[], RegExp][] = [
      [["--tissue", "60,30,10"], /--tissue is 60,30,10; expected three fractions/],
      [["--report", "r.pdf"], /--report is r\.pdf; expected a name that ends in \.html or \.svg/],
      [["--omit", "NAA,Xyz"], /omit is Xyz; expected names that the basis has: .*NAA/],
      [["--metabolites", "NAA,,Cr"], /--metabolites or --omit is NAA,,Cr; expected names/],
      [["--basis", at("nowhere")], /nowhere: basis set is missing/],
    ];
    for (const [args, message] of wrong) {
      const basis = args[0] === "--basis" ? [] : ["--basis", "simulated"];
      const { code, err } = attempt("fit", at("scan.nii.gz"), ...basis, ...args);
      expect(code).toBe(1);
      expect(err).toMatch(message);
      expect(err.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe("what a scan's file leaves open", () => {
  const samples = Array.from({ length: 16 }, (_, k) => `${Math.exp(-k / 4)} 0`).join("\n");
  const nmid = ` $NMID ID='x', FMTDAT='(2E15.6)' $END\n${samples}\n`;
  const header = " $SEQPAR dwellTime=0.0005 hzpppm=127.75 echot=35. $END\n";
  const all = ["--dwell-time", "5e-4", "--frequency", "127.75", "--echo-time", "0.035"];

  it("is told by options, into what convert writes", async () => {
    writeFileSync(at("bare.RAW"), nmid);
    run("convert", at("bare.RAW"), at("bare.nii"), ...all, "--repetition-time", "2");
    expect(await readScan(at("bare.nii"))).toMatchObject({
      shape: [1, 16],
      dwellTime: 5e-4,
      spectrometerFrequency: 127.75,
      echoTime: 0.035,
      repetitionTime: 2,
    });
  });

  it("is not overruled by them: an option that contradicts the file is refused, with both values", async () => {
    const full = at("full.RAW");
    writeFileSync(full, header + nmid);
    const right = { dwellTime: 5e-4, frequency: 127.75, echoTime: 0.035 };
    // the file's own number is kept where an option differs by its rounding only
    expect((await scanRead(full, { ...right, frequency: 127.8 })).spectrometerFrequency).toBe(127.75);
    for (const [wrong, message] of [
      [{ dwellTime: 2.5e-4 }, /full\.RAW: --dwell-time is 0\.00025; expected 0\.0005 seconds/],
      [{ frequency: 123.2 }, /full\.RAW: --frequency is 123\.2; expected 127\.75 MHz/],
      [{ echoTime: 0.03 }, /full\.RAW: --echo-time is 0\.03; expected 0\.035 seconds/],
    ] as const) {
      await expect(scanRead(full, { ...right, ...wrong })).rejects.toThrow(message);
    }
    const { code, err } = attempt("inspect", full, "--echo-time", "35");
    expect([code, err]).toEqual([1, "mrs-synth: --echo-time is 35; expected seconds, from 0.001 to 2\n"]);
  });

  it("can be told to every verb that reads a scan", () => {
    const lines = run("completion", "bash").split("\n");
    for (const verb of [
      "inspect",
      "convert",
      "process",
      "quality",
      "fit",
      "quantify",
      "denoise",
      "generate",
    ]) {
      const line = lines.find((each) => each.includes(`"${verb}") words=`));
      expect(line, verb).toMatch(/--dwell-time --frequency --echo-time --repetition-time/);
    }
  });
});

describe.skipIf(!MRS_DATA)("fit, on measured scans (skipped: no MRS_DATA)", () => {
  const data = (name: string): string => path.join(MRS_DATA ?? "", name);

  it("reads SDAT/SPAR and NIfTI-MRS alike", () => {
    const base = data("bigpress_philips/P1/S02/S02_PRESS_35_act");
    const basis = data("press_basis_osprey/3T_PRESS_Philips_35ms_noMM.BASIS");
    const both = [`${base}.SDAT`, `${base}.nii.gz`];
    const [sdat, nifti] = JSON.parse(run("fit", ...both, "--basis", basis, "--json")) as Found[];
    expect(sdat.kind).toBe("press");
    for (const [name, value] of Object.entries(sdat.ratios)) {
      expect(Math.abs(value - nifti.ratios[name]), name).toBeLessThan(1e-3 * Math.max(1, value));
    }
  });

  describe("LCModel RAW, which holds samples only", () => {
    const challenge = data("ismrm_fitting_challenge");
    const raw = `${challenge}/datasets_LCModel/dataset1.RAW`;
    const water = (file: string): string[] => [
      "--water",
      file.replace(".RAW", ".H2O"),
      "--echo-time",
      "0.03",
      "--repetition-time",
      "99",
    ];
    const basis = `${challenge}/basisset_LCModel/press3T_30ms.BASIS`;
    // DELTAT and HZPPPM as LCModel would be told: 4000 Hz of the challenge's README, the field of its basis
    const sampled = ["--dwell-time", "0.00025", "--frequency", "123.261703"];

    it("is fitted with what basis or options tell, as the NIfTI-MRS made of it", () => {
      const nifti = at("dataset1.nii.gz");
      run("convert", raw, nifti, ...sampled);
      const [direct, converted] = JSON.parse(run("fit", raw, nifti, "--basis", basis, "--json")) as Found[];
      // a basis of RAW files needs the options itself
      const told = ["--basis", path.dirname(basis), ...sampled];
      const folder = JSON.parse(run("fit", raw, ...told, "--json", ...water(raw))) as Found;
      // Cramer-Rao bounds of these ratios in this scan
      for (const [name, bound] of Object.entries({ tNAA: 0.034, tCho: 0.055, mI: 0.074, Glx: 0.062 })) {
        expect(Math.abs(direct.ratios[name] / converted.ratios[name] - 1), name).toBeLessThan(1e-3);
        // With water eddy currents are corrected too, and the stiffness of the baseline is chosen anew.
        expect(Math.abs(folder.ratios[name] / direct.ratios[name] - 1), name).toBeLessThan(bound);
      }
      // healthy grey matter: tNAA/tCr of 1.3 to 1.7 at short echo time
      expect(direct.ratios.tNAA).toBeGreaterThan(1.3);
      expect(direct.ratios.tNAA).toBeLessThan(1.7);
      expect(folder.waterScaled!.tCr).toBeGreaterThan(6);
      expect(folder.waterScaled!.tCr).toBeLessThan(12);
    });

    it("gives the 10 mM of creatine of the case whose answer is known", () => {
      const file = `${challenge}/Cr_water_scaling_LCModel/Cr_10mM_test_water_scaling.RAW`;
      const options = ["--basis", basis, "--json", ...water(file)];
      const { metabolites, ratios, waterScaled, quality } = JSON.parse(run("fit", file, ...options)) as Found;
      const creatine = metabolites
        .filter(({ name }) => name === "Cr" || name === "PCr")
        .reduce((sum, { amplitude }) => sum + amplitude, 0);
      // README of the challenge: T2 160 ms at TE 30; a proton of 1 mM has an amplitude of 1
      expect(Math.abs((creatine * Math.exp(30 / 160)) / 10 - 1)).toBeLessThan(0.01);
      // With 65 % of the voxel visible water (Osprey). The README's 29697 mM gives 10.78 (test/fit/measured).
      expect(Math.abs(waterScaled!.tCr / 10 - 1)).toBeLessThan(0.05);
      expect(Math.max(ratios.tNAA, ratios.tCho, ratios.mI, ratios.Glx)).toBeLessThan(0.01);
      expect(quality.fits[0].converged).toBe(true);
    });

    it("names the option that is missing", () => {
      const wrong: [string[], RegExp][] = [
        [["inspect", raw], /dataset1\.RAW: DWELLTIME is missing; expected .* or --dwell-time$/],
        [
          ["fit", raw, "--basis", basis, ...water(raw).slice(0, 4)],
          /repetitionTime is missing.*--repetition-time/,
        ],
        [["fit", raw, "--basis", path.dirname(basis)], /basisset_LCModel: DWELLTIME .* or --dwell-time$/],
      ];
      for (const [args, message] of wrong) {
        const { code, err } = attempt(...args);
        expect(code).toBe(1);
        expect(err.trim()).toMatch(message);
      }
    });
  });

  it("gives GABA+ of an edited scan with a basis of OFF and ON in one folder", () => {
    const found = JSON.parse(
      run(
        ...["fit", data("megapress_invivo/spant_mpress_drift_svs.nii.gz"), "--json"],
        ...["--basis", data("megapress_basis_isbi")],
      ),
    ) as Found;
    // Literature of GABA+/tCr at TE 68 runs from .08 (Gannet's areas) to .4 (amplitudes per molecule, Osprey)
    expect(found.ratios["GABA+"]).toBeGreaterThan(0.1);
    expect(found.ratios["GABA+"]).toBeLessThan(0.8);
  });
});
