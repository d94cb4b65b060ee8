import path from "node:path";
import { describe, expect, test } from "vitest";
import { basisRecentre, metaboliteName, readBasis } from "../../lib/basis/index.js";
import { MRS_DATA } from "../mrsData.js";
import { difference, peakPpm, row } from "./spectra.js";

const data = (name: string): string => path.join(MRS_DATA!, name);
/** The challenge's RAW files tell neither; its .BASIS does. */
const ISMRM = { spectrometerFrequency: 123.261703, dwellTime: 2.5e-4 };

describe.skipIf(!MRS_DATA)("given basis sets (skipped: no MRS_DATA)", () => {
  test.each([
    // file, entries, points, MHz, ppm at 0 Hz as the data have it, declared
    ["megapress_basis_isbi/OFF", 30, 2048, 127.731, 3.0, undefined],
    ["megapress_basis_isbi/ON", 30, 2048, 127.731, 3.0, undefined],
    ["press_basis_osprey/3T_PRESS_Philips_35ms_noMM.BASIS", 17, 8192, 127.731, 4.68, undefined],
    ["ismrm_fitting_challenge/basisset_LCModel/press3T_30ms.BASIS", 21, 2048, 123.261703, 4.65, 4.6500001],
    ["ismrm_fitting_challenge/basisset_LCModel", 22, 2048, 123.261703, 4.65, undefined],
  ])("%s: its lines lie where they belong", async (file, entries, points, frequency, reference, declared) => {
    const basis = await readBasis(data(file), { fallback: ISMRM });
    expect(basis.shape).toEqual([entries, points]);
    expect(basis.names).toHaveLength(entries);
    expect(basis.header.spectrometerFrequency).toBe(frequency);
    expect(basis.header.referencePpm).toBeCloseTo(reference, 6);
    expect(basis.source.storedReferencePpm).toBe(declared);
    // made from FID-A's files, which have our sign, where FSL-MRS itself would have written the conjugate
    expect(basis.source.conjugated).toBe(file.includes("isbi"));
    // Govindaraju 2000 (doi 10.1002/1099-1492(200005)13:3<129::AID-NBM619>3.0.CO;2-V); 0.005 is half a point
    const lines: [string, number][] = [
      ["Cr", 3.027],
      ["PCr", 3.029],
      ["PCh", 3.208],
      ["GPC", 3.212],
      ["sI", 3.34],
    ];
    // the ON pulse at 1.9 ppm takes away the methyl of NAA
    if (!file.endsWith("ON")) lines.push(["NAA", 2.008], ["NAAG", 2.042]);
    for (const [name, ppm] of lines) expect(Math.abs(peakPpm(basis, name) - ppm), name).toBeLessThan(0.005);
    // creatine's second singlet lies on the other side of the first than NAA: the sign is right
    expect(Math.abs(peakPpm(basis, "Cr", 3.5, 4.5) - 3.913)).toBeLessThan(0.01);
    // lines that the centre was not found by: alanine's and lactate's methyl doublets, myo-inositol's triplet
    if (basis.names.includes("Lac")) expect(peakPpm(basis, "Lac", 0.5, 2)).toBeCloseTo(1.314, 1);
    expect(peakPpm(basis, "mI", 3.8, 4.3)).toBeCloseTo(4.054, 1);
  });

  test("says the sequence's condition and echo time, and keeps every entry", async () => {
    const off = await readBasis(data("megapress_basis_isbi/OFF"));
    expect(off).toMatchObject({ condition: "OFF", header: { echoTime: 0.068, dwellTime: 5e-4 } });
    expect(off.source.unknownNames).toEqual([]);
    expect(off.names).toEqual(expect.arrayContaining(["mI", "sI", "PCh", "Cho", "Ref0ppm", "H2O", "2HG"]));
    expect(off.names).toEqual(off.source.storedNames.map(metaboliteName));
    expect(peakPpm(off, "Ref0ppm")).toBeCloseTo(0, 2);
    const osprey = await readBasis(data("press_basis_osprey/3T_PRESS_Philips_35ms_noMM.BASIS"));
    expect(osprey).toMatchObject({ condition: "PRESS", header: { echoTime: 0.035, dwellTime: 2.5e-4 } });
    const ismrm = await readBasis(data("ismrm_fitting_challenge/basisset_LCModel/press3T_30ms.BASIS"));
    expect(ismrm.header.echoTime).toBeUndefined(); // ECHOT = -1.
    expect(ismrm.names[0]).toBe("MMexp"); // Mac, an ID of 'Mac'''''
  });

  test("the challenge's .BASIS and its RAW files are the same FIDs", async () => {
    const folder = "ismrm_fitting_challenge/basisset_LCModel";
    const basis = await readBasis(data(`${folder}/press3T_30ms.BASIS`));
    const raw = await readBasis(data(folder), { fallback: ISMRM });
    // RAW has acetate besides
    expect(raw.names.filter((name) => !basis.names.includes(name))).toEqual(["Ace"]);
    // makebasis printed five digits; scaled wrongly (the transform is unitary) they would differ by 64
    for (const name of basis.names)
      expect(difference(row(basis, name), row(raw, name)), name).toBeLessThan(2e-5);
  });

  test("an NAA whose singlet is edited away tells no centre", async () => {
    await expect(readBasis(data("megapress_basis_isbi/ON/NAA.json"))).rejects.toThrow(
      /ppm at 0 Hz is missing/,
    );
    const told = await readBasis(data("megapress_basis_isbi/ON/NAA.json"), { fallback: { referencePpm: 3 } });
    expect(told.header.referencePpm).toBe(3);
    expect((await readBasis(data("megapress_basis_isbi/ON/Cr.json"))).header.referencePpm).toBe(3);
  });

  test("a recentred basis has its lines where they were", async () => {
    const off = await readBasis(data("megapress_basis_isbi/OFF"));
    const moved = basisRecentre(off, 4.65);
    expect(moved.header.referencePpm).toBe(4.65);
    expect(peakPpm(moved, "NAA")).toBeCloseTo(peakPpm(off, "NAA"), 2);
    expect(difference(row(basisRecentre(moved, 3), "NAA"), row(off, "NAA"))).toBeLessThan(1e-12);
  });
});
