import { execFileSync, spawnSync } from "node:child_process";
import { copyFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import {
  cohortBasis,
  cohortConfig,
  cohortSimulate,
  subjectQuantities,
  subjectWater,
  writeNiftiMrs,
} from "mrs-synth";
import { MRS_DATA } from "../mrsData.js";

const program = fileURLToPath(new URL("../../lib/bin/mrs-synth.mjs", import.meta.url));
const run = (...args: string[]): string =>
  execFileSync(process.execPath, [program, ...args], { encoding: "utf8" });
const attempt = (...args: string[]) => spawnSync(process.execPath, [program, ...args], { encoding: "utf8" });

interface Found {
  kind: string;
  ratios: Record<string, number>;
  tissueCorrected?: Record<string, number>;
  metabolites: { spectrum: string; name: string; amplitude: number; crlb: number | null }[];
  quality: { fits: { spectrum: string; converged: boolean }[]; transients: number };
}

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "mrs-synth-fit-"));
});
afterAll(() => rmSync(folder, { recursive: true }));
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
    const { status, stdout, stderr } = attempt(
      ...["fit", at("bad.nii.gz"), at("again.nii.gz"), "--basis", "simulated", "--json"],
    );
    expect(status).toBe(1);
    expect(stderr).toMatch(/^left out: .*bad\.nii\.gz: .*\n$/);
    expect((JSON.parse(stdout) as Found[]).map(({ kind }) => kind)).toEqual(["mega"]);
  });

  it("says what is wrong with its options in one line", () => {
    const wrong: [string[], RegExp][] = [
      [["--tissue", "60,30,10"], /--tissue is 60,30,10; expected three fractions/],
      [["--report", "r.pdf"], /--report is r\.pdf; expected a name that ends in \.html or \.svg/],
      [["--basis", at("nowhere")], /nowhere: basis set is missing/],
    ];
    for (const [args, message] of wrong) {
      const basis = args[0] === "--basis" ? [] : ["--basis", "simulated"];
      const { status, stderr } = attempt("fit", at("scan.nii.gz"), ...basis, ...args);
      expect(status).toBe(1);
      expect(stderr).toMatch(message);
      expect(stderr.trim().split("\n")).toHaveLength(1);
    }
  });
});

describe.skipIf(!MRS_DATA)("fit, on measured scans (skipped: no MRS_DATA)", () => {
  const data = (name: string): string => path.join(MRS_DATA!, name);

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

  it("fits an LCModel RAW with what its basis and the options tell", () => {
    const folder = data("ismrm_fitting_challenge");
    const found = JSON.parse(
      run(
        ...["fit", `${folder}/datasets_LCModel/dataset1.RAW`, "--json"],
        ...["--basis", `${folder}/basisset_LCModel/press3T_30ms.BASIS`, "--echo-time", "0.03"],
        ...["--repetition-time", "4", "--water", `${folder}/datasets_LCModel/dataset1.H2O`],
      ),
    ) as Found;
    // healthy grey matter: tNAA/tCr of 1.3 to 1.7 at short echo time
    expect(found.ratios.tNAA).toBeGreaterThan(1.2);
    expect(found.ratios.tNAA).toBeLessThan(1.8);
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
